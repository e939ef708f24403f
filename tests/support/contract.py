"""api/openapi.yaml as something that requests and answers can be held against.

Stricter than JSON Schema by itself: a member that the contract does not name is a difference too,
because clients would begin to rely on it.
"""
import pathlib
import re

import jsonschema
import yaml

from support.server import ROOT

METHODS = ("get", "post", "put", "patch", "delete")
_TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")
_ROUTE = re.compile(r'\{io::Method::(\w+),\s*"([^"]+)",\s*Access::(\w+)')
_formats = jsonschema.FormatChecker(formats=())


@_formats.checks("date-time")
def _is_time(value) -> bool:
    return not isinstance(value, str) or bool(_TIME.match(value))


class Operation:
    def __init__(self, contract: "Contract", method: str, path: str, shared: list, described: dict):
        self.contract, self.method, self.path = contract, method.upper(), path
        self.id = described["operationId"]
        self.responses = described["responses"]
        self.is_public = described.get("security") == []
        self.parameters = [contract.resolve(each) for each in shared + described.get("parameters", [])]
        body = described.get("requestBody", {})
        self.needs_body = body.get("required", False)
        self.content = body.get("content", {})

    @property
    def body_schema(self) -> dict | None:
        """Of its JSON body, if it takes one."""
        return self.content.get("application/json", {}).get("schema")

    def named(self, place: str) -> list:
        return [each for each in self.parameters if each["in"] == place]

    def check_request(self, path: dict, query: dict, body) -> list:
        found = []
        for place, values in (("path", path), ("query", query)):
            known = {each["name"]: each["schema"] for each in self.named(place)}
            found += [f"{place} parameter {name} is not in the contract" for name in values.keys() - known.keys()]
            for name in values.keys() & known.keys():
                found += self.contract.differences(known[name], values[name], name)
        if isinstance(body, dict) and self.body_schema:
            found += self.contract.differences(self.body_schema, body, "body")
        elif body is not None and not self.content:
            found.append("takes no body")
        return found

    def check_answer(self, status: int, headers: dict, body) -> list:
        """`headers` by lower-case name; `body` decoded when it is JSON."""
        described = self.responses.get(str(status))
        if described is None:
            described = self.responses.get("default")
            if described is None or status < 400:
                return [f"status {status} is not in the contract"]
        content = self.contract.resolve(described).get("content", {})
        kind = headers.get("content-type", "").split(";")[0]
        if not content:
            return [] if body in (b"", None) else [f"{status} has a body"]
        if kind not in content:
            return [f"{status} is {kind or 'without a type'}, not {' or '.join(content)}"]
        if "json" not in kind:
            return []
        found = self.contract.differences(content[kind]["schema"], body, "answer")
        if status >= 400 and isinstance(body, dict) and body.get("status") != status:
            found.append(f"the problem says status {body.get('status')}")
        return found


class Contract:
    def __init__(self, file: pathlib.Path = ROOT / "api/openapi.yaml"):
        self.document = yaml.safe_load(file.read_text())
        self._resolver = jsonschema.RefResolver.from_schema(self.document)
        self.operations = [
            Operation(self, method, path, entry.get("parameters", []), entry[method])
            for path, entry in self.document["paths"].items() for method in METHODS if method in entry]

    def resolve(self, schema: dict) -> dict:
        while "$ref" in schema:
            schema = self._resolver.resolve(schema["$ref"])[1]
        return schema

    def differences(self, schema: dict, value, where: str) -> list:
        validator = jsonschema.Draft202012Validator(
            schema, resolver=self._resolver, format_checker=_formats)
        found = [f"{where}{''.join(f'[{step!r}]' for step in error.absolute_path)}: {error.message}"
                 for error in validator.iter_errors(value)]
        return found or self._undocumented(schema, value, where)

    def _undocumented(self, schema: dict, value, where: str) -> list:
        """Members of objects, however deep, that no part of the schema names."""
        parts = list(self._parts(schema, value))
        found = []
        if isinstance(value, list):
            for item in (part["items"] for part in parts if "items" in part):
                for index, each in enumerate(value):
                    found += self._undocumented(item, each, f"{where}[{index}]")
        known = {name: below for part in parts for name, below in part.get("properties", {}).items()}
        if isinstance(value, dict) and known:
            for name, each in value.items():
                found += (self._undocumented(known[name], each, f"{where}.{name}") if name in known
                          else [f"{where}.{name} is not in the contract"])
        return found

    def _parts(self, schema: dict, value):
        """The schemas that together describe this value."""
        schema = self.resolve(schema)
        yield schema
        for each in schema.get("allOf", []):
            yield from self._parts(each, value)
        for each in schema.get("anyOf", []) + schema.get("oneOf", []):
            if not list(jsonschema.Draft202012Validator(each, resolver=self._resolver).iter_errors(value)):
                yield from self._parts(each, value)


def routes_in_sources() -> dict:
    """(METHOD, path) -> least role, read from the tables of src/api."""
    found = {}
    for file in sorted((ROOT / "src/api").glob("*_routes.cpp")):
        for method, path, access in _ROUTE.findall(file.read_text()):
            found[method.strip("_").upper(), path] = access
    return found
