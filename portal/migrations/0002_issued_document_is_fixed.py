"""An issued document never changes but to void: the database itself refuses it (docs/access.md)."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION portal_issued_document_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.number = '' THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE'
       OR (to_jsonb(OLD) - ARRAY['state', 'void_reason']) IS DISTINCT FROM (to_jsonb(NEW) - ARRAY['state', 'void_reason'])
       OR (NEW.state <> OLD.state AND NEW.state <> 'void')
    THEN
        RAISE EXCEPTION 'document % is issued: void it and issue another', OLD.number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER issued_document_is_fixed BEFORE UPDATE OR DELETE ON portal_document
    FOR EACH ROW EXECUTE FUNCTION portal_issued_document_is_fixed();
"""

BACKWARD = """
DROP TRIGGER issued_document_is_fixed ON portal_document;
DROP FUNCTION portal_issued_document_is_fixed();
"""


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
