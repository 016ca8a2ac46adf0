"""Each change that is logged waits in an outbox until it has its place in the feed of events (docs/api.md)."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION portal_change_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO portal_changeoutbox (change_id) SELECT id FROM added;
    RETURN NULL;
END $$;
CREATE TRIGGER change_outbox AFTER INSERT ON portal_change REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION portal_change_outbox();
"""

BACKWARD = """
DROP TRIGGER change_outbox ON portal_change;
DROP FUNCTION portal_change_outbox();
"""


class Migration(migrations.Migration):
    dependencies = [("portal", "0002_issued_document_is_fixed")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
