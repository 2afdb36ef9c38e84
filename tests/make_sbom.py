"""Writes what the wheel is made of and needs (CycloneDX 1.6, JSON) beside the wheel; the same input gives the same bytes."""

from __future__ import annotations

import argparse
import base64
import hashlib
import sys
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from email.message import Message
from email.parser import BytesParser
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.contrib.this.builders import this_component
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, Property, XsUri
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from licences import carried_parts, in_dashboard, licence, npm_packages
from locked import LOCK, PLACES, Need, Pin, asked_by_wheel, needs, project, read_lock
from packageurl import PackageURL
from packaging.requirements import Requirement


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the list beside the wheel, and say where."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheel", type=Path, help="the wheel of the release")
    parser.add_argument(
        "--date", type=date.fromisoformat, help="the day of the release, YYYY-MM-DD; left out if not given"
    )
    told = parser.parse_args(arguments)
    if not told.wheel.is_file():
        parser.error(f"there is no wheel {told.wheel}; `make sbom` builds it")
    metadata = metadata_of(told.wheel)
    faults = faults_of_wheel(metadata)
    if faults:
        sys.stderr.write("".join(f"{told.wheel.name}: {fault}\n" for fault in faults))
        return 1
    bom = make_sbom(metadata, digest=hashlib.sha256(told.wheel.read_bytes()).hexdigest(), day=told.date)
    target = told.wheel.with_name(f"{'-'.join(told.wheel.name.split('-')[:2])}.cdx.json")
    target.write_text(written(bom), encoding="utf-8", newline="\n")
    sys.stdout.write(f"{target}: {len(bom.components)} parts\n")
    return 0


def metadata_of(wheel: Path) -> Message:
    """Read the metadata in a wheel."""
    with zipfile.ZipFile(wheel) as opened:
        [name] = [each for each in opened.namelist() if each.endswith(".dist-info/METADATA")]
        return BytesParser().parsebytes(opened.read(name))


def faults_of_wheel(metadata: Message) -> list[str]:
    """Name what the wheel asks for and pyproject.toml does not, and the other way round."""
    in_wheel = {_plain(Requirement(each)) for each in metadata.get_all("Requires-Dist", [])}
    in_project = {_plain(each) for each in asked_by_wheel()}
    return [
        f"{name} is asked for by the wheel or by pyproject.toml alone; build the wheel anew"
        for name in sorted(in_wheel ^ in_project)
    ]


def _plain(requirement: Requirement) -> str:
    extras = ",".join(sorted(requirement.extras))
    return f"{requirement.name.lower()}[{extras}]{requirement.specifier}"


def written(bom: Bom) -> str:
    """Give the list as text."""
    return JsonV1Dot6(bom).output_as_string(indent=1) + "\n"


def make_sbom(metadata: Message, *, digest: str, day: date | None) -> Bom:
    """List the wheel, what it needs on every system and Python, and the parts of others that lie in it."""
    root = _made(PackageURL("pypi", None, "citytools-analysis", metadata["Version"]), metadata["License-Expression"])
    root.type = ComponentType.APPLICATION
    root.hashes.add(HashType(alg=HashAlgorithm.SHA_256, content=digest))
    stamp = datetime.combine(day, time(), UTC) if day else None
    bom = Bom(metadata=BomMetaData(component=root))
    bom.metadata.tools.components.add(this_component())
    bom.metadata.timestamp = stamp  # given above, none would mean now
    bom.serial_number = uuid5(
        NAMESPACE_URL, f"{root.purl} {digest} {hashlib.sha256(LOCK.read_bytes()).hexdigest()} {day}"
    )
    _add_needed(bom, root, read_lock())
    parts = [*_dashboard(), *_carried()]
    bom.components.update(parts)
    bom.register_dependency(root, parts)
    return bom


def _add_needed(bom: Bom, root: Component, pins: Sequence[Pin]) -> None:
    found = needs(root.name, asked_by_wheel(), pins)
    always = {need.name for need in needs(root.name, _asked_by_default(), pins)}
    at = {(pin.name, place): pin for pin in pins for place in range(len(PLACES)) if pin.holds(place)}
    made = {
        pin: _pinned(pin, is_optional=pin.name not in always) for pin in {at[need.name, need.place] for need in found}
    }
    bom.components.update(made.values())
    for who, whom in sorted(_edges(found, at), key=str):
        bom.register_dependency(root if who is None else made[who], [made[whom]])


def _asked_by_default() -> list[Requirement]:
    return [Requirement(each) for each in project()["project"]["dependencies"]]


def _edges(found: Iterable[Need], at: dict[tuple[str, int], Pin]) -> set[tuple[Pin | None, Pin]]:
    return {(at.get((need.by, need.place)), at[need.name, need.place]) for need in found}


def _pinned(pin: Pin, *, is_optional: bool) -> Component:
    made = _made(PackageURL("pypi", None, pin.name, pin.version), licence(pin.name))
    made.scope = ComponentScope.OPTIONAL if is_optional else ComponentScope.REQUIRED
    hashes = [HashType(alg=HashAlgorithm.SHA_256, content=content) for _, content in pin.hashes]
    made.external_references.add(
        ExternalReference(type=ExternalReferenceType.DISTRIBUTION, url=XsUri(str(made.purl)), hashes=hashes, comment="the files that the lock accepts")
    )  # fmt: skip
    if pin.requirement.marker:
        made.properties.add(Property(name="citytools:where", value=str(pin.requirement.marker)))
    return made


def _dashboard() -> Iterator[Component]:
    pinned = npm_packages()
    for name, version, told in in_dashboard():
        scope, _, short = name.rpartition("/")
        made = _made(PackageURL("npm", scope or None, short, version), told)
        digest = base64.b64decode(pinned[name]["integrity"].removeprefix("sha512-")).hex()
        made.hashes.add(HashType(alg=HashAlgorithm.SHA_512, content=digest))
        made.properties.add(
            Property(name="citytools:in", value="citytools_analysis/reporting/dashboard/app/dashboard.bundle.js")
        )
        yield made


def _carried() -> Iterator[Component]:
    for row in carried_parts():
        made = _made(PackageURL.from_string(row["purl"]), row["licence"])
        made.properties.add(Property(name="citytools:in", value=row["folder"]))
        yield made


def _made(purl: PackageURL, told: str) -> Component:
    return Component(
        type=ComponentType.LIBRARY,
        name=purl.name,
        group=purl.namespace,
        version=purl.version,
        purl=purl,
        bom_ref=str(purl),
        licenses=[LicenseFactory().make_from_string(told)],
    )


if __name__ == "__main__":
    sys.exit(main())
