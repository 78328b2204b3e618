//! The shapes of bodies and answers on the page.

use maud::{Markup, html};
use serde_json::Value;

use super::{shapes, text, told};
use crate::i18n::{Lang, t};

/// All shapes, each folded.
pub(super) fn all(lang: Lang, document: &Value) -> Markup {
    html! {
        section.card id="shapes" {
            h2 { (t!(lang, "api-shapes")) }
            @for (name, schema) in shapes(document).into_iter().flatten() {
                details.endpoint id={ "shape-" (name) } {
                    summary { code { (name) } }
                    @if let Some(about) = schema["description"].as_str() { p { (told(lang, about)) } }
                    (fields(lang, schema))
                    @if !schema["example"].is_null() {
                        pre tabindex="0" { code { (serde_json::to_string_pretty(&schema["example"]).unwrap_or_default()) } }
                    }
                }
            }
        }
    }
}

/// The fields of a shape, and those of what stands in them.
fn fields(lang: Lang, schema: &Value) -> Markup {
    let none = Vec::new();
    let required = schema["required"].as_array().unwrap_or(&none);
    // A shape may be made of others and of its own fields.
    let parts = schema["allOf"].as_array().into_iter().flatten().chain([schema]);
    html! {
        ul {
            @for part in parts {
                @if part.get("$ref").is_some() { li { (kind(part)) } }
                @for (name, field) in part["properties"].as_object().into_iter().flatten() {
                    @let needed = required.iter().chain(part["required"].as_array().into_iter().flatten())
                        .any(|wanted| wanted == name);
                    li {
                        code { (name) } " " (kind(field)) " " (told(lang, text(&field["description"])))
                        @if !needed { " " small { (t!(lang, "api-may-be-missing")) } }
                        @if field["properties"].is_object() { (fields(lang, field)) }
                    }
                }
            }
            @for value in schema["enum"].as_array().into_iter().flatten() { li { code { (text(value)) } } }
        }
    }
}

/// What kind of thing a schema describes; a shape is a link to it.
pub(super) fn kind(schema: &Value) -> Markup {
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
