// SPDX-FileCopyrightText: 2026 Bulkhead contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job/text.h"

#include <utility>
#include <variant>

namespace bulkhead {

/// Why something did not work. `code` is stable and for programs; `message` says where and why,
/// `hint` what to do about it; both are put into words only at the edge (window, terminal, HTTP).
struct Error
{
    QString code;
    Text message;
    Text hint;

    /// Message and hint in the language of the program, one sentence after the other.
    QString toString() const;
    /// Both, to be put into words later.
    Text toText() const;
};

/// A value, or the reason why there is none. Core never throws across a function that returns one.
template <typename T> class [[nodiscard]] Result
{
public:
    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {}

    bool ok() const { return m_state.index() == 0; }
    explicit operator bool() const { return ok(); }
    const T &value() const & { return std::get<0>(m_state); }
    T &value() & { return std::get<0>(m_state); }
    T &&take() { return std::get<0>(std::move(m_state)); }
    const T &operator*() const & { return value(); }
    T &operator*() & { return value(); }
    const T *operator->() const { return &value(); }
    T *operator->() { return &value(); }
    const Error &error() const { return std::get<1>(m_state); }

private:
    std::variant<T, Error> m_state;
};

struct Done
{};

/// The result of something that is done for its effect.
using Status = Result<Done>;

} // namespace bulkhead
