"""All faults of the files named, as JSON lines on standard output; run by a Python that has cosmic-ray.

Faults of Python are made by cosmic-ray's operators, those of SQL by `sql.py`. Of the many things that an operator may
be turned into only the nearest are taken: nobody would miss that `day // 7` became `day << 7`.
"""

import ast
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

sys.path.insert(0, str(Path(__file__).resolve().parent))
import sql

NEAR = {
    "Add_Sub", "Sub_Add", "Mul_FloorDiv", "FloorDiv_Mul", "Div_Mul", "Mod_Mul", "Pow_Mul", "BitOr_BitAnd", "BitAnd_BitOr",
    "Eq_NotEq", "NotEq_Eq", "Lt_LtE", "Lt_Gt", "LtE_Lt", "LtE_GtE", "Gt_GtE", "Gt_Lt", "GtE_Gt", "GtE_LtE",
    "Is_IsNot", "IsNot_Is", "USub_UAdd", "Delete_Not",
}  # fmt: skip
OTHERS = {
    "AddNot", "ReplaceTrueWithFalse", "ReplaceFalseWithTrue", "ReplaceAndWithOr", "ReplaceOrWithAnd",
    "ReplaceBreakWithContinue", "ReplaceContinueWithBreak", "NumberReplacer", "ZeroIterationForLoop",
}  # fmt: skip


def main() -> None:
    """Print the faults of every file on the command line."""
    for name in sys.argv[1:]:
        source = Path(name).read_text(encoding="utf-8")
        seen = {source}
        for line, what, faulty in [*_of_python(source), *_of_sql(source)]:
            if faulty not in seen and _compiles(faulty):
                seen.add(faulty)
                print(
                    json.dumps(
                        {"file": name, "line": line, "what": what, "source": faulty}, ensure_ascii=False
                    )
                )


def _of_python(source: str) -> Iterator[tuple[int, str, str]]:
    tree, aside = get_ast(source), _annotations(source)
    for name in operator_names():
        short = name.split("/")[1]
        if short not in OTHERS and short.partition("Operator_")[2] not in NEAR:
            continue
        operator = get_operator(name)()
        positions = (position for node in ast_nodes(tree) for position in operator.mutation_positions(node))
        for occurrence, (start, _) in enumerate(positions):
            if not any(first <= start < end for first, end in aside):
                faulty = mutate_code(source, operator, occurrence)
                if faulty is not None:
                    yield start[0], short.removeprefix("Replace"), faulty


def _of_sql(source: str) -> Iterator[tuple[int, str, str]]:
    for line, what, instead, faulty in sql.faulty(source):
        yield line, f"SQL {what.strip()} -> {instead.strip()}", faulty


def _annotations(source: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Where types are written, and what is only there to be slotted or frozen."""
    found: list[ast.expr] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            every = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            found += [each.annotation for each in every if each.annotation]
            found += [node.returns] if node.returns else []
            found += node.decorator_list
        elif isinstance(node, ast.AnnAssign):
            found.append(node.annotation)
        elif isinstance(node, ast.ClassDef):
            found += node.decorator_list
    return [
        ((each.lineno, each.col_offset), (each.end_lineno or 0, each.end_col_offset or 0)) for each in found
    ]


def _compiles(source: str) -> bool:
    try:
        compile(source, "faulty", "exec")
    except SyntaxError:
        return False
    return True


if __name__ == "__main__":
    main()
