"""A comment never changes: the database itself refuses it."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION meetings_comment_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'comment % is fixed: add another', OLD.public_id
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER comment_is_fixed BEFORE UPDATE OR DELETE ON meetings_comment
    FOR EACH ROW EXECUTE FUNCTION meetings_comment_is_fixed();
"""

BACKWARD = """
DROP TRIGGER comment_is_fixed ON meetings_comment;
DROP FUNCTION meetings_comment_is_fixed();
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
