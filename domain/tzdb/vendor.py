#!/usr/bin/env python3
"""Packs the compiled zones of a tzdata wheel into one file, named after its release.

    pip download --no-deps tzdata==2026.6
    python3 vendor.py tzdata-2026.6-py2.py3-none-any.whl

Writes `2026f` beside this script and prints the row for README.md. The same wheel always gives the same bytes.
"""

import hashlib
import pathlib
import re
import struct
import sys
import zipfile

HEADER = struct.Struct(">12sIII")
ENTRY = struct.Struct(">40sIII")
# Not zones: nothing, and the machine's own.
LEFT_OUT = {"Factory", "localtime", "posixrules"}


def pack(release, zones):
    """The bytes of one release; zones that are links of each other share theirs."""
    index, data, places = b"", b"", {}
    for name, bytes_ in sorted(zones.items()):
        if bytes_ not in places:
            places[bytes_] = len(data)
            data += bytes_
        index += ENTRY.pack(name.encode("ascii"), places[bytes_], len(bytes_), 0)
    begin = HEADER.size + len(index)
    head = HEADER.pack(b"tzdata" + release.encode("ascii"), HEADER.size, begin, begin + len(data))
    return head + index + data


def main(wheel):
    wheel = pathlib.Path(wheel)
    with zipfile.ZipFile(wheel) as it:
        about = it.read("tzdata/__init__.py").decode()
        release = re.search(r'^IANA_VERSION = "(\d{4}[a-z])"', about, re.MULTILINE).group(1)
        names = set(it.read("tzdata/zones").decode().split()) - LEFT_OUT
        zones = {name: it.read(f"tzdata/zoneinfo/{name}") for name in names}
    assert all(zone.startswith(b"TZif") for zone in zones.values())
    packed = pack(release, zones)
    (pathlib.Path(__file__).parent / release).write_bytes(packed)
    sha256 = hashlib.sha256(wheel.read_bytes()).hexdigest()
    print(f"| {release} | {wheel.name} | `{sha256}` | {len(zones)} |")


if __name__ == "__main__":
    main(*sys.argv[1:])
