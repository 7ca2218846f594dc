# SPDX-FileCopyrightText: 2026 Bulkhead contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of the benchmark that ask a service: the sandbox, as slow as it is told to be."""
import http.client
import itertools
import json
import os
import re
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request

from measuring import Postgres, say, timed

KEYS_A_CALL = 100
CALLS_AT_ONCE = {1: 1.10, 4: 1.10, 16: 1.5}  # with the target, × ideal
MONTAGE_LATENCY_MS = 5


class Sandbox:
    """bulkheadctl sandbox, on ports that are free; its people are in the database when it is there."""

    def __init__(self, ctl, url, *options):
        self.process = subprocess.Popen(
            [ctl, "--database", url, "sandbox", "--maxbot-port", "0", "--http-port", "0", "--fill", *options],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        line = self.process.stdout.readline()
        if not line:
            sys.exit("The sandbox did not start")
        said = json.loads(line)
        self.maxbot, self.http = said["maxbot"], said["http"]
        self.host = urllib.parse.urlsplit(self.http).netloc

    def calls(self):
        with urllib.request.urlopen(self.http + "/sandbox/figures") as answer:
            return json.load(answer)["calls"]

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Home:
    """Settings of our own for bulkheadctl, with the sandbox as its services."""

    def __init__(self, folder, ctl):
        self.ctl = ctl
        self.environment = {name: value for name, value in os.environ.items()
                            if not re.match(r"MAXBOT_|CHECKIN_|USER_|MONTAGE_|DB_|BULKHEAD_", name)}
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
            self.environment[name] = os.path.join(folder, name)

    def set(self, name, address, at_once):
        subprocess.run([self.ctl, "services", "set", name, "--kind", name, "--address", address, "--batch",
                        str(KEYS_A_CALL), "--concurrency", str(at_once)], check=True, env=self.environment,
                       stdout=subprocess.DEVNULL)

    def last_job(self, url):
        text = subprocess.run([self.ctl, "--database", url, "--json", "jobs", "--limit", "1"], check=True,
                              env=self.environment, capture_output=True, text=True).stdout
        return json.loads(text)["jobs"][0]


class Median:
    """Measurements by name; their median, with the least and the most behind it."""

    def __init__(self):
        self.values = {}

    def add(self, name, value):
        self.values.setdefault(name, []).append(value)

    def of(self, name):
        return statistics.median(self.values[name])

    def text(self, name):
        return f"{self.of(name):.2f} ({min(self.values[name]):.2f}–{max(self.values[name]):.2f})"


def at_once(count, work, items):
    """Runs work(item, own) in so many threads; `own` is a dict that belongs to the thread."""
    shared, lock, failed = iter(items), threading.Lock(), []

    def run():
        own = {}
        try:
            while not failed:
                with lock:
                    item = next(shared, None)
                if item is None:
                    break
                work(item, own)
        except Exception as error:  # noqa: BLE001: told by the caller's thread
            failed.append(error)

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        sys.exit(f"A plain request failed: {failed[0]!r}")


def asked(own, host, method, path, body=None):
    """The JSON answer of a call on the thread's own connection, which stays open as long as the service lets it."""
    for attempt in range(2):
        line = own.setdefault("line", http.client.HTTPConnection(host))
        try:
            line.request(method, path, body)
            answer = line.getresponse()
            text = answer.read()
            break
        except ConnectionError:
            line.close()
            if attempt == 1:
                raise
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    return json.loads(text)


def plain_script(server, host, count):
    """What people write by hand: read the employees, ask about a hundred, write what was said, ask about the next."""
    text = subprocess.run(server.psql("-At", "-F", ",", "-c", "select id, phone from employees where max_id is null order by id"),
                          check=True, capture_output=True, text=True).stdout
    employees = [line.split(",", 1) for line in text.splitlines()]
    pages = [employees[i:i + KEYS_A_CALL] for i in range(0, len(employees), KEYS_A_CALL)]

    def work(page, own):
        ids = {phone: number for number, phone in page}
        answer = asked(own, host, "POST", "/internal/users", json.dumps({"phone_numbers": list(ids)}))
        rows = ",".join(f"({ids[user['phone_number']]},'{user['user_id']}')" for user in answer["users"])
        if "psql" not in own:
            own["psql"] = subprocess.Popen(server.psql("-At"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            sessions.append(own["psql"])
        own["psql"].stdin.write(f"update employees e set max_id = v.max_id, max_id_updated_at = now() from (values {rows})"
                                " as v(id, max_id) where e.id = v.id and e.max_id is null;\n\\echo written\n")
        own["psql"].stdin.flush()
        if own["psql"].stdout.readline() != "written\n":
            raise RuntimeError("the update failed")

    sessions = []
    at_once(count, work, pages)
    for session in sessions:
        session.stdin.close()
        session.wait()


def writing_alone(server):
    """Seconds in which two sessions write to all employees what a service might have said: nobody is asked, nothing checked."""
    page, sessions = 2000, 2
    last = int(subprocess.run(server.psql("-At", "-c", "select max(id) from employees"), check=True, capture_output=True,
                              text=True).stdout)
    starts = range(0, last, page)
    start = time.monotonic()
    running = []
    for i in range(sessions):
        updates = "\n".join("update employees e set max_id = (e.id + 900000000)::text, max_id_updated_at = now() "
                            f"where e.id > {first} and e.id <= {first + page} and e.max_id is null;"
                            for first in starts[i * len(starts) // sessions:(i + 1) * len(starts) // sessions])
        running.append(subprocess.Popen(server.psql("-f", "-"), stdin=subprocess.PIPE, text=True))
        running[-1].stdin.write(updates)
        running[-1].stdin.close()
    if any(session.wait() for session in running):
        sys.exit("The plain updates failed")
    return time.monotonic() - start


def found(server):
    return subprocess.run(server.psql("-At", "-c", "select count(max_id) from employees"), check=True,
                          capture_output=True, text=True).stdout.strip()


def bench_lookups(options, folder, ctl):
    """employees.max-id-update of all employees against calls ÷ calls at once × latency, which nobody can beat."""
    server, sandbox = Postgres(folder), None
    try:
        subprocess.run([ctl, "--database", server.url, "migrate", "up", "--domain"], check=True, stdout=subprocess.DEVNULL)
        home = Home(folder, ctl)
        sandbox = Sandbox(ctl, server.url, "--users", "1", "--employees", str(options.phones), "--latency", str(options.latency))
        server.sql("create table saved as select * from employees order by id")
        measured = Median()

        def refill():
            server.sql("truncate employees", "insert into employees select * from saved", "truncate bulkhead.job cascade",
                       "vacuum analyze", "checkpoint")

        for _, count in itertools.product(range(options.rounds), CALLS_AT_ONCE):
            home.set("maxbot", sandbox.maxbot, count)
            refill()
            before = sandbox.calls()
            seconds, _ = timed([ctl, "--database", server.url, "submit", "employees.max-id-update", "--query"], expect=(0, 4),
                               env=home.environment)
            calls, ours = sandbox.calls() - before, found(server)
            ideal = calls / count * options.latency / 1000
            measured.add((count, "calls"), calls)
            measured.add((count, "ideal"), ideal)
            measured.add((count, "job"), home.last_job(server.url)["duration_seconds"] / ideal)
            measured.add((count, "command"), seconds / ideal)
            refill()
            before, start = sandbox.calls(), time.monotonic()
            plain_script(server, sandbox.host, count)
            seconds = time.monotonic() - start
            measured.add((count, "plain"), seconds / ((sandbox.calls() - before) / count * options.latency / 1000))
            if found(server) != ours:
                sys.exit(f"The plain script found {found(server)} MAX ids, the job {ours}")
            if count == max(CALLS_AT_ONCE):
                refill()
                measured.add("writing", writing_alone(server) / ideal)
        say(f"\nMAX ids of {options.phones:,} employees on PostgreSQL; a service that takes {options.latency} ms a call, "
            f"{KEYS_A_CALL} phones a call")
        say("  Times are multiples of the ideal: calls ÷ calls at once × latency, with nothing else to do")
        say(f"  {'calls at once':15}{'calls':>7}{'ideal s':>9}{'× ideal, job':>22}{'target':>9}{'whole command':>22}"
            f"{'plain script':>22}")
        for count, target in CALLS_AT_ONCE.items():
            cells = [measured.text((count, name)) for name in ("job", "command", "plain")]
            kept = "✓" if measured.of((count, "job")) <= target else "✗"
            say(f"  {count:<15}{measured.of((count, 'calls')):7,.0f}{measured.of((count, 'ideal')):9.2f}{cells[0]:>22}"
                f"{'≤ ' + format(target, '.2f') + ' ' + kept:>9}{cells[1]:>22}{cells[2]:>22}")
        say(f"  Writing alone, by two sessions, with nobody asked: {measured.text('writing')} × the ideal at {max(CALLS_AT_ONCE)}")
    finally:
        if sandbox:
            sandbox.stop()
        server.stop()


def plain_reading(host, count, days):
    """All that montages need of the service, asked for and thrown away; how many users."""
    today = time.strftime("%Y-%m-%dT23:59:59Z", time.gmtime())
    since = time.strftime("%Y-%m-%dT00:00:00Z", time.gmtime(time.time() - days * 86400))
    users, after, own = [], "", {}
    while True:
        page = asked(own, host, "GET", f"/checkins/users?since={since}&after={after}&limit=100")
        users += [user["user_id"] for user in page["users"]]
        if not page["has_more"]:
            break
        after = page["next_cursor"]

    def work(user, own):
        privacy = asked(own, host, "GET", f"/users/{user}")
        if not (privacy["show_montages"] and privacy["show_checkins"]):
            return
        for number in itertools.count(1):
            if not asked(own, host, "GET", f"/checkins?user_id={user}&start_date={since}&end_date={today}&page={number}"
                                           "&page_size=100")["has_more"]:
                break

    at_once(count, work, users)
    return len(users)


def bench_montages(options, folder, ctl):
    """montages.generate of everybody against only asking for the same; its memory."""
    server, sandbox = Postgres(folder), None
    count = options.users_at_once
    try:
        subprocess.run([ctl, "--database", server.url, "migrate", "up", "--domain"], check=True, stdout=subprocess.DEVNULL)
        home = Home(folder, ctl)
        sandbox = Sandbox(ctl, server.url, "--users", str(options.users), "--employees", "0", "--latency", str(MONTAGE_LATENCY_MS))
        for name in ("checkins", "users"):
            home.set(name, sandbox.http, count)
        environment = {**home.environment, "MAX_CONCURRENT_GENERATIONS": str(count)}
        measured = Median()
        for _ in range(options.rounds):
            server.sql("truncate montages cascade", "truncate bulkhead.job cascade", "vacuum analyze", "checkpoint")
            before = sandbox.calls()
            seconds, memory = timed([ctl, "--database", server.url, "montages", "run"], expect=(0, 4), env=environment)
            measured.add("calls", sandbox.calls() - before)
            job = home.last_job(server.url)
            measured.add("users", job["total"])
            measured.add("job", job["total"] / job["duration_seconds"])
            measured.add("command", job["total"] / seconds)
            measured.add("memory", memory)
            before, start = sandbox.calls(), time.monotonic()
            users = plain_reading(sandbox.host, count, 30)
            measured.add("limit", users / (time.monotonic() - start))
            measured.add("plain calls", sandbox.calls() - before)
        limit, most = measured.of("limit"), 50 + 2 * count
        say(f"\nMontages of {measured.of('users'):,.0f} users on PostgreSQL, {count} at once; a service that takes "
            f"{MONTAGE_LATENCY_MS} ms a call")
        say(f"  {'':38}{'users/s':>26}{'× limit':>9}{'calls':>9}")
        for name, key, calls in (("plain requests, answers thrown away", "limit", "plain calls"),
                                 ("the job, from its start to its end", "job", "calls"),
                                 ("bulkheadctl montages run", "command", "calls")):
            say(f"  {name:38}{measured.text(key):>26}{measured.of(key) / limit:9.2f}{measured.of(calls):9,.0f}")
        peak = max(measured.values["memory"])
        say(f"  peak memory: {peak:.0f} MB (target ≤ 50 MB + 2 MB a user at once = {most} MB {'✓' if peak <= most else '✗'})")
    finally:
        if sandbox:
            sandbox.stop()
        server.stop()
