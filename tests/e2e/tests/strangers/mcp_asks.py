"""The Model Context Protocol's own client finds the twin's tools: over HTTP, and over `aitwin mcp`.

Prints the texts of the draft that it has approved, as JSON.
"""

import argparse
import asyncio
import json

import httpx2
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

READING = ["search_messages", "list_chats", "read_chat", "ask_twin", "list_drafts"]
ANSWERING = ["approve_draft", "discard_draft"]


async def told(client, tool, **arguments):
    result = await client.call_tool(tool, arguments)
    text = result.content[0].text
    assert not result.is_error, text
    assert text, tool
    return result.structured_content


async def names(client):
    return [tool.name for tool in (await client.list_tools()).tools]


def over_http(options, token):
    headers = {"Authorization": f"Bearer {token}"}
    http = httpx2.AsyncClient(headers=headers, trust_env=False, timeout=60)
    return streamable_http_client(options.server + "/mcp", http_client=http)


def over_stdio(options, token):
    arguments = ["mcp", "--server", options.server]
    return StdioServerParameters(command=options.aitwin, args=arguments, env={"AITWIN_TOKEN": token})


async def reads(client, options):
    """What a token that only reads is good for."""
    assert await names(client) == READING
    found = await told(client, "search_messages", query=options.text)
    messages = found["messages"]
    assert messages and all(message["untrusted"] for message in messages if message["author"] == "other")
    assert options.chat in [message["chat"] for message in messages], found
    chats = await told(client, "list_chats")
    assert options.chat in [chat["chat"] for chat in chats["chats"]], chats
    read = await told(client, "read_chat", chat=options.chat)
    assert options.text in [message["text"] for message in read["messages"]]
    asked = await told(client, "ask_twin", chat=options.chat, text=options.text)
    assert asked["would"] == "answer" and asked["texts"] and not asked["sent"], asked
    refused = False
    try:
        refused = (await client.call_tool("approve_draft", {"reply": "x"})).is_error
    except Exception:
        refused = True
    assert refused, "a token that only reads has approved"


async def draft(client):
    for _ in range(240):
        drafts = (await told(client, "list_drafts"))["drafts"]
        if drafts:
            return drafts[0]
        await asyncio.sleep(0.25)
    raise AssertionError("no draft came")


async def main(options):
    async with Client(over_http(options, options.reads)) as client:
        waiting = await draft(client)
        await reads(client, options)
    # The versions before the newest, which most assistants speak, too.
    async with Client(over_http(options, options.reads), mode="legacy") as client:
        await reads(client, options)
    async with Client(over_stdio(options, options.reads)) as client:
        await reads(client, options)
    async with Client(over_stdio(options, options.answers), mode="legacy") as client:
        assert await names(client) == READING + ANSWERING
        approved = await told(client, "approve_draft", reply=waiting["reply"])
        assert approved["done"] is True
        late = await client.call_tool("approve_draft", {"reply": waiting["reply"]})
        assert late.is_error
    print(json.dumps(waiting["texts"], ensure_ascii=False))


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--server", required=True, help="http://127.0.0.1:PORT")
parser.add_argument("--aitwin", required=True, help="the program")
parser.add_argument("--reads", required=True, help="a token that only reads")
parser.add_argument("--answers", required=True, help="a token that answers too")
parser.add_argument("--chat", required=True, type=int, help="the chat that has been written in")
parser.add_argument("--text", required=True, help="what was written there")
asyncio.run(asyncio.wait_for(main(parser.parse_args()), 120))
