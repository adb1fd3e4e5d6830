"""Stands in for boto3 where it is not installed: the resource of DynamoDB, through the SDK of JavaScript."""

import json
import os
import subprocess
from decimal import Decimal


def _marshal(value):
    if isinstance(value, bool):
        return {"BOOL": value}
    return {"S": value} if isinstance(value, str) else {"N": str(value)}


def _unmarshal(attribute):
    (kind, value), = attribute.items()
    if kind == "N":
        return Decimal(value)
    if kind == "NULL":
        return None
    if kind == "L":
        return [_unmarshal(element) for element in value]
    return _plain(value) if kind == "M" else value


def _item(values):
    return {name: _marshal(value) for name, value in values.items()}


def _plain(item):
    return {name: _unmarshal(attribute) for name, attribute in item.items()}


def _call(operation, request):
    command = [os.environ["NODE"], os.path.join(os.path.dirname(__file__), "call.ts"), operation]
    return json.loads(subprocess.run(command, input=json.dumps(request), stdout=subprocess.PIPE, check=True, text=True).stdout)


class _Table:
    def __init__(self, name):
        self.name = name

    def get_item(self, Key):
        answer = _call("GetItem", {"TableName": self.name, "Key": _item(Key)})
        return {"Item": _plain(answer["Item"])}

    def query(self, **request):
        return self._read("Query", request)

    def scan(self, **request):
        return self._read("Scan", request)

    def _read(self, operation, request):
        values = _item(request.pop("ExpressionAttributeValues", {}))
        answer = _call(operation, {**request, "TableName": self.name, "ExpressionAttributeValues": values})
        return {"Items": [_plain(item) for item in answer["Items"]]}


class _Resource:
    def Table(self, name):
        return _Table(name)

    def batch_get_item(self, RequestItems):
        tables = {name: {"Keys": [_item(key) for key in each["Keys"]]} for name, each in RequestItems.items()}
        answer = _call("BatchGetItem", {"RequestItems": tables})
        responses = {name: [_plain(item) for item in items] for name, items in answer["Responses"].items()}
        return {"Responses": responses, "UnprocessedKeys": {}}


def resource(service):
    assert service == "dynamodb", service
    return _Resource()
