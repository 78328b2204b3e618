//! `GET /api`: the document as a page, readable without a network.

use axum::response::IntoResponse;
use maud::{Markup, html};
use serde_json::{Map, Value};

use crate::i18n::t;
use crate::layout::{self, View};

/// The methods of a path, in the order in which they are told.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// How an assistant that starts programs is told of the server.
const PROGRAM: &str = r#"{"mcpServers": {"aitwin": {
  "command": "aitwin",
  "args": ["mcp", "--server", "http://127.0.0.1:8080"],
  "env": {"AITWIN_TOKEN": "ait_…"}
}}}"#;

/// How one is that speaks HTTP.
const ADDRESS: &str = r#"{"mcpServers": {"aitwin": {
  "url": "http://127.0.0.1:8080/mcp",
  "headers": {"Authorization": "Bearer ait_…"}
}}}"#;

/// `GET /api`
pub(crate) async fn get(view: View) -> impl IntoResponse {
    let document = serde_json::to_value(super::document()).unwrap_or_default();
    page(&view, &document)
}

fn page(view: &View, document: &Value) -> Markup {
    let lang = view.lang;
    let title = t!(lang, "api-title");
    let empty = Map::new();
    let schemas = document["components"]["schemas"].as_object().unwrap_or(&empty);
    let content = html! {
        header.heading {
            div {
                h1 { (title) }
                p { (t!(lang, "api-about")) " " a href="/api/openapi.json" { "/api/openapi.json" } }
                p { (t!(lang, "api-token-about")) " " code { "aitwin token make --name NAME --scopes read,send" } }
                @for paragraph in text(&document["info"]["description"]).split("\n\n") {
                    p { (paragraph) }
                }
            }
        }
        section.card.explained id="mcp" {
            h2 { (t!(lang, "api-mcp")) }
            p { (t!(lang, "api-mcp-about")) }
            p { (t!(lang, "api-mcp-program")) }
            pre { code { (PROGRAM) } }
            p { (t!(lang, "api-mcp-address")) }
            pre { code { (ADDRESS) } }
        }
        @for (path, item) in document["paths"].as_object().unwrap_or(&empty) {
            @for method in METHODS {
                @if let Some(operation) = item.get(method) {
                    (endpoint(view, document, path, method, operation))
                }
            }
        }
        h2 { (t!(lang, "api-shapes")) }
        @for (name, schema) in schemas {
            section.card id={ "shape-" (name) } {
                h3 { (name) }
                (fields(view, schema))
            }
        }
    };
    layout::page(view, &title, content)
}

fn endpoint(view: &View, document: &Value, path: &str, method: &str, operation: &Value) -> Markup {
    let lang = view.lang;
    let body = &operation["requestBody"]["content"]["application/json"]["schema"];
    let none = Vec::new();
    let parameters = operation["parameters"].as_array().unwrap_or(&none);
    let scopes = operation["security"][0][super::document::TOKEN].as_array().unwrap_or(&none);
    html! {
        section.card {
            h3 { code { (method.to_uppercase()) " " (path) } }
            p { strong { (text(&operation["summary"])) } }
            @if let Some(description) = operation["description"].as_str() { p { (description) } }
            @for scope in scopes { p { (t!(lang, "api-scope-of")) " " code { (text(scope)) } } }
            @if !parameters.is_empty() {
                p { (t!(lang, "api-parameters")) }
                ul {
                    @for parameter in parameters {
                        li {
                            code { (text(&parameter["name"])) } " (" (text(&parameter["in"])) ") "
                            (text(&parameter["description"]))
                        }
                    }
                }
            }
            @if !body.is_null() { p { (t!(lang, "api-body")) " " (kind(body)) } }
            p { (t!(lang, "api-answers")) }
            ul {
                @for (status, response) in operation["responses"].as_object().unwrap_or(&Map::new()) {
                    @let response = resolved(document, response);
                    li {
                        code { (status) } " " (text(&response["description"])) " "
                        @for content in response["content"].as_object().into_iter().flatten() {
                            (kind(&content.1["schema"]))
                        }
                    }
                }
            }
        }
    }
}

/// The fields of a shape.
fn fields(view: &View, schema: &Value) -> Markup {
    let none = Vec::new();
    let required = schema["required"].as_array().unwrap_or(&none);
    // A shape may be made of others and of its own fields.
    let parts = schema["allOf"].as_array().into_iter().flatten().chain([schema]);
    html! {
        @if let Some(description) = schema["description"].as_str() { p { (description) } }
        ul {
            @for part in parts {
                @if part.get("$ref").is_some() { li { (kind(part)) } }
                @for (name, field) in part["properties"].as_object().into_iter().flatten() {
                    @let needed = required.iter().chain(part["required"].as_array().into_iter().flatten())
                        .any(|wanted| wanted == name);
                    li {
                        code { (name) } " " (kind(field)) " " (text(&field["description"]))
                        @if !needed { " (" (t!(view.lang, "api-may-be-missing")) ")" }
                    }
                }
            }
            @for value in schema["enum"].as_array().into_iter().flatten() { li { code { (text(value)) } } }
        }
        @if !schema["example"].is_null() { pre { code { (schema["example"].to_string()) } } }
    }
}

/// What kind of thing a schema describes; a shape is a link to it.
fn kind(schema: &Value) -> Markup {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return html! { a href={ "#shape-" (name) } { (name) } };
    }
    let none = Vec::new();
    let others = ["oneOf", "anyOf", "allOf"]
        .into_iter()
        .find_map(|of| schema[of].as_array())
        .unwrap_or(&none);
    html! {
        @match &schema["type"] {
            Value::String(kind) => { i { (kind) } },
            Value::Array(kinds) => @for kind in kinds { i { (text(kind)) } " " },
            _ => {},
        }
        @if !schema["items"].is_null() { " " (kind(&schema["items"])) }
        @for other in others { " " (kind(other)) }
    }
}

/// What a reference leads to.
fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let leads = value["$ref"].as_str().and_then(|path| path.strip_prefix('#'));
    leads.and_then(|path| document.pointer(path)).unwrap_or(value)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
