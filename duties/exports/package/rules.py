"""The rulebooks of a package: every version that was known at K, as JSON, and the text of each regulation."""

import json

from duties.models import RulebookVersion
from duties.rulebook.writing import text_file
from duties.selectors.versions import content_of, text_of
from portal.packages import PackageScope, PackageWriter


def write_rules(scope: PackageScope, writer: PackageWriter) -> None:
    """Write them, within the past view of the package."""
    regulations = {}
    versions = RulebookVersion.objects.select_related("regulation").order_by("regulation__code", "number")
    for version in versions:
        regulations[version.regulation.code] = version.regulation
        content = json.dumps(content_of(version), ensure_ascii=False, indent=1)
        writer.write(f"rules/{version.regulation.code}-{version.number:03}.json", f"{content}\n".encode())
    for code, regulation in regulations.items():
        writer.write(f"rules/{code}.txt", text_file(regulation.title, text_of(regulation)).encode())
