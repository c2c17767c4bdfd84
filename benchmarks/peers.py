"""Finds whom we are measured against, or installs them, and tells all versions."""

import contextlib
import os
import pathlib
import platform
import re
import resource
import shutil
import subprocess
import sys

from frame import Missing, say

HERE = pathlib.Path(__file__).resolve().parent
HOME = HERE.parent
PACKAGES = {'supervisord': 'supervisor', 'supervisorctl': 'supervisor', 'wrk': 'wrk', 'gcc': 'gcc',
            's6-svscan': 's6', 'runsvdir': 'runit'}
OPEN_FILES = 65536


def install():
    missing = sorted({package for tool, package in PACKAGES.items() if not shutil.which(tool)})
    if not missing:
        return
    if os.geteuid() != 0 or not shutil.which('apt-get'):
        say(f'not installed: {" ".join(missing)}; what needs them is left out. As root this would install them; or: '
            f'apt-get install {" ".join(missing)}')
        return
    say(f'installing {" ".join(missing)}')
    with no_services():
        for package in missing:
            subprocess.run(['apt-get', 'install', '-q', '-y', '--no-install-recommends', package], stdout=sys.stderr,
                           env={**os.environ, 'DEBIAN_FRONTEND': 'noninteractive'}, check=False)


@contextlib.contextmanager
def no_services():
    """A packaged supervisor would start a daemon of its own: this tells Debian's scripts to start no services."""
    policy = pathlib.Path('/usr/sbin/policy-rc.d')
    if policy.exists():
        yield
        return
    policy.write_text('#!/bin/sh\nexit 101\n')
    policy.chmod(0o755)
    try:
        yield
    finally:
        policy.unlink()


class Bench:
    """What the experiments need to know."""

    def __init__(self, quick, folder):
        self.quick = quick
        self.home = HOME
        self.lib = HOME / 'dist' / 'target' / 'lib'
        self.ours = str(HOME / 'bin' / 'supervisord')
        self.supctl = str(HOME / 'bin' / 'supctl')
        self.supervisord = shutil.which('supervisord')
        self.classes = pathlib.Path(folder)
        self.notes = []
        self.java = self._java()
        self.open_files = self._raise_limit()
        if not self.supervisord:
            self.notes.append('supervisord is not installed: its figures are left out.')
        if not list(self.lib.glob('supervisor-*.aot')):
            self.notes.append('There are no AOT caches: start-up is slower than it could be. `bin/supervisor-train` '
                              'makes them.')

    def servers(self, slowly=False):
        """Whom the rows name, and what to run. What takes supervisord minutes is left out of a quick run."""
        peer = self.supervisord and not (slowly and self.quick)
        return {'ours': self.ours, **({'supervisord': self.supervisord} if peer else {})}

    def tool(self, name):
        found = shutil.which(name)
        if not found:
            raise Missing(f'{name} is not installed')
        return found

    def seconds(self, long, quick):
        return quick if self.quick else long

    def compiled(self, source):
        """The program made of a C file of this folder."""
        program = self.classes / pathlib.Path(source).stem
        subprocess.run([self.tool('gcc'), '-O2', '-o', program, HERE / source], check=True)
        return program

    def _java(self):
        """The Java that our launch script finds: asked of the script, by way of a JVM that does nothing."""
        said = subprocess.run(
            [self.supctl, '--help'], env={**os.environ, 'SUPERVISOR_JAVA_OPTS': '-XshowSettings:properties -version'},
            capture_output=True, text=True, check=False).stderr
        home = re.search(r'java\.home = (.*)', said)
        if not home:
            raise SystemExit(f'{self.supctl} does not run:\n{said}')
        self.java_version = re.search(r'java\.vm\.version = (.*)', said)[1]
        self.java_vendor = re.search(r'java\.vendor = (.*)', said)[1]
        return home[1] + '/bin/java'

    def compile_canned(self):
        subprocess.run([self.java + 'c', '-cp', f'{self.lib}/*', '-d', self.classes, HERE / 'Canned.java'], check=True)

    def _raise_limit(self):
        """Open files, for us and all we start."""
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if hard < OPEN_FILES:
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
                return OPEN_FILES
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, OPEN_FILES), hard))
        return min(hard, OPEN_FILES)

    def room_for(self, children):
        """Whether the machine lets us have so many processes at once."""
        limits = [resource.getrlimit(resource.RLIMIT_NPROC)[0],
                  *(int(path.read_text()) for path in map(pathlib.Path, ('/proc/sys/kernel/pid_max',
                                                                         '/proc/sys/kernel/threads-max')))]
        with contextlib.suppress(OSError, ValueError):
            limits.append(int(pathlib.Path('/sys/fs/cgroup/pids.max').read_text()))
        most = min(limit for limit in limits if limit > 0)
        if most < children + 1000:
            raise Missing(f'{children} children need more than the {most} processes allowed here')
        if self.open_files < children + 1000:
            raise Missing(f'{children} children need more than the {self.open_files} open files allowed here')


def said(*command):
    """The first line that a command says."""
    try:
        result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    except OSError:
        return 'not installed'
    return (result.stdout + result.stderr).strip().splitlines()[0]


def versions(bench):
    commit = said('git', '-C', str(bench.home), 'describe', '--always', '--dirty')
    distribution = platform.freedesktop_os_release().get('PRETTY_NAME', 'unknown')
    memory = os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / (1 << 30)
    model = re.search(r'model name\s*: (.*)', pathlib.Path('/proc/cpuinfo').read_text())
    kernel = platform.release().split('-')[0]
    version = 'not installed'
    python = shutil.which('supervisord') and re.sub('^#! *', '', open(shutil.which('supervisord')).readline().strip())
    if python:
        version = f"{said('supervisord', '--version')}, {said(python, '--version')}"
    return {
        'ours': f'commit {commit}',
        'Java': f'{bench.java_vendor} {bench.java_version}',
        'supervisord': version,
        'wrk': ' '.join(said('wrk', '--version').split()[:2]),
        'gcc': said('gcc', '--version'),
        'kernel': f'{platform.system()} {kernel}, {distribution}',
        'machine': f'{os.cpu_count()} CPUs ({model[1] if model else platform.machine()}), {memory:.0f} GB',
        'open files': f'{bench.open_files:,}',
    }
