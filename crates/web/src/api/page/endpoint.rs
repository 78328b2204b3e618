//! One endpoint on the page: what it does, how it is asked, what it answers.

use maud::{Markup, html};
use serde_json::Value;

use super::{resolved, shape, text, told, word};
use crate::api::document::TOKEN;
use crate::i18n::{Lang, t};

/// An endpoint of the server at `origin`, folded.
pub(super) fn of(
    lang: Lang,
    document: &Value,
    origin: &str,
    (path, method): (&str, &str),
    operation: &Value,
) -> Markup {
    let none = Vec::new();
    let parameters = operation["parameters"].as_array().unwrap_or(&none);
    let scopes = operation["security"][0][TOKEN].as_array().unwrap_or(&none);
    let body = &operation["requestBody"]["content"];
    let body = body.as_object().and_then(|kinds| kinds.values().next());
    html! {
        details.endpoint {
            summary {
                span.method.(method) { (method.to_uppercase()) }
                code { (path) }
                span.does { (word(lang, "op", &format!("{method} {path}"))) }
            }
            @if let Some(description) = operation["description"].as_str() {
                p { (told(lang, description)) }
            }
            p.note {
                (t!(lang, "api-scope-of")) " "
                @for scope in scopes { code { (text(scope)) } " " }
            }
            pre tabindex="0" { code { (curl(document, origin, (path, method), operation)) } }
            @if !parameters.is_empty() {
                h3 { (t!(lang, "api-parameters")) }
                ul {
                    @for parameter in parameters {
                        li {
                            code { (text(&parameter["name"])) }
                            " " small { (text(&parameter["in"])) } " "
                            (told(lang, text(&parameter["description"])))
                        }
                    }
                }
            }
            @if let Some(body) = body { p { (t!(lang, "api-body")) " " (shape::kind(&body["schema"])) } }
            h3 { (t!(lang, "api-answers")) }
            ul {
                @for (status, response) in operation["responses"].as_object().into_iter().flatten() {
                    @let response = resolved(document, response);
                    li {
                        code { (status) } " " (told(lang, text(&response["description"]))) " "
                        @for content in response["content"].as_object().into_iter().flatten() {
                            (shape::kind(&content.1["schema"]))
                        }
                    }
                }
            }
        }
    }
}

/// How it is asked in a terminal: names in capitals are to be filled in.
fn curl(document: &Value, origin: &str, (path, method): (&str, &str), operation: &Value) -> String {
    let parts = path.split('/').map(|part| match part.strip_prefix('{') {
        Some(name) => name.trim_end_matches('}').to_uppercase(),
        None => part.to_owned(),
    });
    let address = format!("{origin}{}", parts.collect::<Vec<_>>().join("/"));
    let content = &operation["requestBody"]["content"];
    let json = &content["application/json"]["schema"];
    let example = &resolved(document, json)["example"];
    let ask = match (method, content.is_null()) {
        ("get", _) | ("post", false) => String::new(),
        _ => format!("-X {} ", method.to_uppercase()),
    };
    let stream = if path.ends_with("/events") { "-N " } else { "" };
    let mut line = format!("curl {stream}{ask}{address} \\\n  -H \"Authorization: Bearer $TOKEN\"");
    if !json.is_null() {
        // Within quotes of a shell.
        let body = example.to_string().replace('\'', r"'\''");
        line += &format!(" \\\n  -H 'Content-Type: application/json' -d '{body}'");
    } else if !content.is_null() {
        line += " --data-binary @result.json";
    }
    line
}
