//! `GET /api`: the document as a page, readable without a network, with the server's own address in its
//! examples.

mod endpoint;
mod shape;

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use maud::{Markup, html};
use serde_json::{Map, Value};

use crate::i18n::{Lang, t};
use crate::layout::{self, View};
use crate::parts::webhook;
use crate::{Server, guard};

/// The methods of a path, in the order in which they are told.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// What programmers are told of webhooks.
const WEBHOOKS: &str = include_str!("../../../../docs/webhooks.md");

/// How a signature of a webhook is verified, as [`WEBHOOKS`] says it in Python.
fn verifying() -> &'static str {
    let lines = WEBHOOKS.split("```python\n").nth(1).and_then(|rest| rest.split("\n```").next());
    lines.unwrap_or_default()
}

/// `GET /api`
pub(crate) async fn get(
    State(server): State<Arc<Server>>,
    view: View,
    headers: HeaderMap,
    uri: Uri,
) -> Markup {
    let document = serde_json::to_value(super::document()).unwrap_or_default();
    let scheme = if server.is_secure { "https" } else { "http" };
    let host = guard::host(&headers, &uri);
    let host = host.as_ref().map_or("127.0.0.1:8080", |host| host.as_str());
    page(&view, &document, &format!("{scheme}://{host}"), server.access.is_some())
}

/// The page of a server at an address; in the demo there is nobody whose tokens could be known.
pub(crate) fn page(view: &View, document: &Value, origin: &str, has_tokens: bool) -> Markup {
    let lang = view.lang;
    let title = t!(lang, "api-title");
    let tags = tags(document);
    let content = html! {
        header.heading { div { h1 { (title) } p { (t!(lang, "api-about")) } } }
        div.api {
            @if !has_tokens { p.hint role="note" { (marked(&t!(lang, "api-no-demo"))) } }
            (first_steps(lang, origin, has_tokens))
            nav.card aria-label=(t!(lang, "api-contents")) {
                @for tag in &tags { a href={ "#" (tag) } { (word(lang, "tag", tag)) } }
                a href="#webhooks" { (t!(lang, "api-webhooks")) }
                a href="#mcp" { "MCP" }
                a href="#shapes" { (t!(lang, "api-shapes")) }
            }
            @if lang != Lang::En { p.note { (t!(lang, "api-in-english")) } }
            @for tag in &tags {
                section.card id=(tag) {
                    h2 { (word(lang, "tag", tag)) }
                    @for (path, method, operation) in operations(document) {
                        @if text(&operation["tags"][0]) == *tag {
                            (endpoint::of(lang, document, origin, (path, method), operation))
                        }
                    }
                }
            }
            (webhooks(lang))
            (assistants(lang, origin))
            (shape::all(lang, document))
        }
    };
    layout::page(view, &title, content)
}

/// All endpoints: path, method, and what is told of them.
fn operations(document: &Value) -> impl Iterator<Item = (&str, &'static str, &Value)> {
    let paths = document["paths"].as_object().into_iter().flatten();
    paths.flat_map(|(path, item)| {
        METHODS.iter().filter_map(move |method| Some((path.as_str(), *method, item.get(*method)?)))
    })
}

/// The families of endpoints, those over Telegram itself first.
fn tags(document: &Value) -> Vec<&str> {
    let mut tags = vec!["Telegram"];
    for (_, _, operation) in operations(document) {
        let tag = text(&operation["tags"][0]);
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

fn first_steps(lang: Lang, origin: &str, has_tokens: bool) -> Markup {
    let first =
        format!("TOKEN=ait_…\ncurl -H \"Authorization: Bearer $TOKEN\" {origin}/api/v1/accounts");
    let send = format!(
        "curl {origin}/send_message -H \"Authorization: Bearer $TOKEN\" \\\n  \
         -H 'Content-Type: application/json' -H 'Idempotency-Key: hello-1' \\\n  \
         -d '{{\"peer\": \"@anna\", \"text\": \"Hi!\"}}'"
    );
    html! {
        section.card {
            h2 { (t!(lang, "api-first-steps")) }
            p {
                (marked(&t!(lang, "api-token-about")))
                @if has_tokens { " " a href="/me/tokens" { (t!(lang, "api-token-make")) } }
            }
            pre tabindex="0" { code { (first) } }
            pre tabindex="0" { code { (send) } }
            p { (marked(&t!(lang, "api-scopes-about"))) }
            p { (marked(&t!(lang, "api-conventions"))) }
            p { (marked(&t!(lang, "api-problems-about"))) }
            p { (t!(lang, "api-document-about")) " " a href="/api/openapi.json" { "/api/openapi.json" } }
        }
    }
}

fn webhooks(lang: Lang) -> Markup {
    html! {
        section.card id="webhooks" {
            h2 { (t!(lang, "api-webhooks")) }
            p { (marked(&t!(lang, "api-webhooks-sent"))) }
            pre tabindex="0" { code { "{\"seq\": 42, \"at\": 1784116800000, \"account\": \"01J…\", \"chat\": 5000123,\n \"event\": {\"type\": \"sent\", \"reply\": \"01J…\"}}" } }
            p { (marked(&t!(lang, "api-webhooks-signed"))) }
            pre tabindex="0" { code { (verifying()) } }
            p { (marked(&t!(lang, "api-webhooks-tries"))) }
            p { (marked(&t!(lang, "api-webhooks-deleted"))) }
            details {
                summary { (t!(lang, "webhook-events")) }
                ul {
                    @for event in ::webhooks::events().chain([::webhooks::TEST, ::webhooks::RESTARTED]) {
                        li { code { (event) } " " (webhook::event_name(lang, event)) }
                    }
                }
            }
        }
    }
}

fn assistants(lang: Lang, origin: &str) -> Markup {
    let program = format!(
        "{{\"mcpServers\": {{\"aitwin\": {{\n  \"command\": \"aitwin\",\n  \
         \"args\": [\"mcp\", \"--server\", \"{origin}\"],\n  \
         \"env\": {{\"AITWIN_TOKEN\": \"ait_…\"}}\n}}}}}}"
    );
    let address = format!(
        "{{\"mcpServers\": {{\"aitwin\": {{\n  \"url\": \"{origin}/mcp\",\n  \
         \"headers\": {{\"Authorization\": \"Bearer ait_…\"}}\n}}}}}}"
    );
    html! {
        section.card id="mcp" {
            h2 { (t!(lang, "api-mcp")) }
            p { (t!(lang, "api-mcp-about")) }
            p { (t!(lang, "api-mcp-program")) }
            pre tabindex="0" { code { (program) } }
            p { (t!(lang, "api-mcp-address")) }
            pre tabindex="0" { code { (address) } }
        }
    }
}

/// A text whose backticks mark what is code.
fn marked(text: &str) -> Markup {
    html! {
        @for (at, part) in text.split('`').enumerate() {
            @if at % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

/// A text of the document itself, which is in English.
fn told(lang: Lang, text: &str) -> Markup {
    html! {
        @if lang == Lang::En { (marked(text)) } @else { span lang="en" { (marked(text)) } }
    }
}

/// How a part of the document is called in a language: `what` and its name make the key of the text.
fn word(lang: Lang, what: &str, name: &str) -> String {
    let letters = name.chars().map(|sign| if sign.is_alphanumeric() { sign } else { '-' });
    let key: String = letters.collect::<String>().to_lowercase();
    let key = key.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    lang.loader().get(&format!("{what}-{key}"))
}

/// What a reference leads to.
fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let leads = value["$ref"].as_str().and_then(|path| path.strip_prefix('#'));
    leads.and_then(|path| document.pointer(path)).unwrap_or(value)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The shapes of the document by name.
fn shapes(document: &Value) -> Option<&Map<String, Value>> {
    document["components"]["schemas"].as_object()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_endpoint_and_family_has_a_name_in_both_languages() {
        let document = serde_json::to_value(crate::api::document()).unwrap();
        for (path, method, operation) in operations(&document) {
            let name = format!("{method} {path}");
            assert_eq!(word(Lang::En, "op", &name), text(&operation["summary"]), "{name}");
            let russian = word(Lang::Ru, "op", &name);
            assert!(russian.chars().any(|sign| ('а'..='я').contains(&sign)), "{name}: {russian}");
        }
        for tag in tags(&document) {
            for lang in Lang::ALL {
                assert!(!word(lang, "tag", tag).contains("No localization"), "{tag}");
            }
        }
    }

    #[test]
    fn the_page_shows_how_a_signature_is_verified() {
        let lines = verifying();
        assert!(lines.starts_with("import base64") && lines.contains("\ndef verify("), "{lines}");
        assert!(lines.ends_with("raise ValueError(\"not signed with this secret\")"), "{lines}");
    }

    #[test]
    fn backticks_are_code() {
        assert_eq!(marked("a `b` c").into_string(), "a <code>b</code> c");
    }
}
