// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/job.h"

#include <QWidget>

#include <vector>

namespace bulkhead {

/// The chunks of a job as a strip of cells, each coloured by its state; where there are more chunks
/// than pixels a cell stands for several, and shows the worst of them. Hover or the arrow keys tell of
/// one chunk, click or Enter goes to its rows.
class ChunkStrip : public QWidget
{
    Q_OBJECT

public:
    explicit ChunkStrip(QWidget *parent = nullptr);

    void setChunks(std::vector<Chunk> chunks);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void chunkActivated(const bulkhead::Chunk &chunk);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    int cellCount() const;
    QRectF cellRect(int cell) const;
    /// The chunks of a cell, as a half-open range of indexes.
    std::pair<std::size_t, std::size_t> chunksOf(int cell) const;
    int cellAt(int x) const;
    QString words(int cell) const;
    QString wordsOf(const Chunk &chunk) const;
    void setCurrent(int cell);

    std::vector<Chunk> m_chunks;
    int m_current = 0;
};

} // namespace bulkhead
