RESULT, BALLOT = "a frozen result cannot be changed", "a frozen ballot cannot be changed"
SQLITE = (
    f"""CREATE TRIGGER evaluation_itemresult_no_update BEFORE UPDATE ON evaluation_itemresult
        BEGIN SELECT RAISE(ABORT, '{RESULT}'); END""",
    f"""CREATE TRIGGER evaluation_ballot_frozen_no_update BEFORE UPDATE ON evaluation_ballot WHEN OLD.frozen
        BEGIN SELECT RAISE(ABORT, '{BALLOT}'); END""",
)
POSTGRESQL = (
    f"""CREATE FUNCTION evaluation_refuse_result() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{RESULT}'; END $$""",
    """CREATE TRIGGER evaluation_itemresult_no_update BEFORE UPDATE ON evaluation_itemresult
       FOR EACH ROW EXECUTE FUNCTION evaluation_refuse_result()""",
    f"""CREATE FUNCTION evaluation_refuse_ballot() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{BALLOT}'; END $$""",
    """CREATE TRIGGER evaluation_ballot_frozen_no_update BEFORE UPDATE ON evaluation_ballot
       FOR EACH ROW WHEN (OLD.frozen) EXECUTE FUNCTION evaluation_refuse_ballot()""",
)
UNDO_SQLITE = (
    "DROP TRIGGER evaluation_itemresult_no_update",
    "DROP TRIGGER evaluation_ballot_frozen_no_update",
)
UNDO_POSTGRESQL = (
    "DROP TRIGGER evaluation_itemresult_no_update ON evaluation_itemresult",
    "DROP TRIGGER evaluation_ballot_frozen_no_update ON evaluation_ballot",
    "DROP FUNCTION evaluation_refuse_result()",
    "DROP FUNCTION evaluation_refuse_ballot()",
)


def guard(apps, schema_editor):
    """Let the database itself refuse to change what a closed session has frozen."""
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    for statement in UNDO_POSTGRESQL if schema_editor.connection.vendor == "postgresql" else UNDO_SQLITE:
        schema_editor.execute(statement)


Migration.operations.append(migrations.RunPython(guard, unguard))
