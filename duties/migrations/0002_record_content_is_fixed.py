"""The content of a registered record never changes: the database itself refuses it (rules.md, "What counts")."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION duties_record_content_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(OLD) - ARRAY['state', 'withdrawn_at']) IS DISTINCT FROM (to_jsonb(NEW) - ARRAY['state', 'withdrawn_at'])
    THEN
        RAISE EXCEPTION 'the content of record % is fixed: withdraw it and add another', OLD.ref
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER record_content_is_fixed BEFORE UPDATE ON duties_record
    FOR EACH ROW EXECUTE FUNCTION duties_record_content_is_fixed();
"""

BACKWARD = """
DROP TRIGGER record_content_is_fixed ON duties_record;
DROP FUNCTION duties_record_content_is_fixed();
"""


class Migration(migrations.Migration):
    dependencies = [("duties", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
