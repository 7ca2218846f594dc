# SPDX-FileCopyrightText: 2026 Bulkhead contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all parts of the benchmark measure with."""
import glob
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time


def say(text):
    print(text, flush=True)


def timed(command, expect=(0,), **options):
    """Seconds and peak memory (MB) of a command."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **options)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - start
    code = os.waitstatus_to_exitcode(status)
    process.returncode = code
    if code not in expect:
        sys.exit(f"{command[0]} ended with {code}:\n{errors.decode(errors='replace')}")
    return seconds, usage.ru_maxrss / 1024


class Figures:
    """Rounds of named measurements."""

    def __init__(self):
        self.seconds, self.memory = {}, {}

    def add(self, name, measured):
        self.seconds.setdefault(name, []).append(measured[0])
        self.memory.setdefault(name, []).append(measured[1])

    def show(self, rows, baseline):
        say(f"  {'':38}{'s':>8}{'least–most':>16}{'rows/s':>11}{'× baseline':>12}{'peak MB':>9}")
        base = statistics.median(self.seconds[baseline])
        for name, seconds in self.seconds.items():
            middle = statistics.median(seconds)
            span = f"{min(seconds):.1f}–{max(seconds):.1f}"
            say(f"  {name:38}{middle:8.1f}{span:>16}{rows / middle:11,.0f}{base / middle:12.2f}"
                f"{max(self.memory[name]):9.0f}")


class Postgres:
    """A server of our own, durable as it comes out of the box, gone at the end."""

    def __init__(self, folder):
        programs = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
        if not programs:
            sys.exit("PostgreSQL is not installed; tests/run installs it.")
        self.programs = programs[-1]
        self.folder = tempfile.mkdtemp(prefix="pg-", dir=folder)
        self.prefix = []
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
            os.chmod(folder, 0o755)
            self.prefix = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        data = os.path.join(self.folder, "data")
        self.call("initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8")
        self.server = subprocess.Popen(
            self.prefix + [os.path.join(self.programs, "postgres"), "-D", data, "-p", str(self.port), "-k", self.folder,
                           "-c", "listen_addresses=127.0.0.1"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"
        for _ in range(100):
            if subprocess.call(self.psql("-c", "select 1"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0:
                return
            time.sleep(0.1)
        sys.exit("PostgreSQL did not start")

    def call(self, program, *arguments):
        subprocess.run(self.prefix + [os.path.join(self.programs, program), *arguments], check=True,
                       stdout=subprocess.DEVNULL, cwd="/")

    def psql(self, *arguments):
        return ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", self.url, *arguments]

    def sql(self, *statements):
        for statement in statements:
            subprocess.run(self.psql("-c", statement), check=True, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    def fresh(self):
        self.sql("truncate users cascade", "truncate bulkhead.job cascade", "vacuum analyze", "checkpoint")

    def stop(self):
        self.server.send_signal(signal.SIGINT)
        self.server.wait()
