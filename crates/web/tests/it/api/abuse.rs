//! What nobody should be able to do to any endpoint, walked through by the OpenAPI document, so that a new
//! endpoint is held to it without being named here.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use serde_json::{Map, Value, json};

use super::document::{Endpoint, document, endpoints};
use super::stage::{ApiStage, Owner};

impl Endpoint {
    /// The properties that the document knows of its body.
    fn properties(&self, document: &Value) -> Option<Map<String, Value>> {
        let shape = self.shape.as_ref()?;
        document["components"]["schemas"][shape]["properties"].as_object().cloned()
    }

    /// The names in its query.
    fn query(&self, document: &Value) -> Vec<String> {
        let operation = &document["paths"][&self.path][self.method.as_str().to_lowercase()];
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let of_query = parameters.filter(|parameter| parameter["in"] == "query");
        of_query.map(|parameter| parameter["name"].as_str().unwrap().to_owned()).collect()
    }
}

/// What is an owner's, by the name that it has in bodies and queries.
fn identifiers(of: &Owner) -> Vec<(&'static str, String)> {
    vec![
        ("account", of.account.to_string()),
        ("reply", of.reply.to_string()),
        ("question", of.question.to_string()),
        ("fact", of.fact.to_string()),
        ("token", of.token_id.clone()),
        ("chat", of.chat.to_string()),
        ("peer", of.chat.to_string()),
        ("phone", of.phone.unwrap_or_default().to_owned()),
        ("webhook", of.webhook.to_string()),
        ("delivery", of.delivery.to_string()),
    ]
}

/// Names of fields that somebody might slip in to be more than they are, or to write what is only read.
const SLIPPED_IN: [&str; 8] =
    ["owner", "id", "role", "is_admin", "created_at", "state", "secret", "__proto__"];

#[tokio::test]
async fn no_endpoint_takes_a_field_that_it_does_not_tell_of() {
    let (stage, document) = (ApiStage::set().await, document());
    let mut walked = 0;
    for endpoint in endpoints() {
        let Some(body) = &endpoint.body else { continue };
        let known = endpoint.properties(&document).unwrap_or_default();
        for field in SLIPPED_IN.iter().filter(|field| !known.contains_key(**field)) {
            let mut body = body.clone();
            body[field] = json!("x");
            let path = endpoint.of(&stage.anna, "0");
            let method = endpoint.method.clone();
            let answer = stage.ask(method, &path, &stage.anna.token, Some(body)).await;
            let name = endpoint.name();
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name} takes {field}");
            assert_eq!(answer.json()["field"], **field, "{name}: {}", answer.body);
            walked += 1;
        }
    }
    assert!(walked > 50, "{walked}");
}

#[tokio::test]
async fn no_endpoint_passes_a_body_over_that_it_does_not_take() {
    let (stage, document) = (ApiStage::set().await, document());
    let mut walked = 0;
    for endpoint in endpoints() {
        if endpoint.body.is_some() || endpoint.method == Method::GET {
            continue;
        }
        let operation = &document["paths"][&endpoint.path][endpoint.method.as_str().to_lowercase()];
        if operation.get("requestBody").is_some() {
            continue;
        }
        let (name, path) = (endpoint.name(), endpoint.of(&stage.anna, "0"));
        for (body, field) in [(json!({"by": "model"}), "by"), (json!(["x"]), "body")] {
            let method = endpoint.method.clone();
            let answer = stage.ask(method, &path, &stage.anna.token, Some(body)).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {}", answer.body);
            assert_eq!(answer.json()["field"], field, "{name}: {}", answer.body);
        }
        walked += 1;
    }
    assert!(walked > 20, "{walked}");
    // What may be said in the address is named.
    let likeness = format!("/api/v1/accounts/{}/likeness", stage.anna.account);
    let by = Some(json!({"by": "model"}));
    let refused = stage.ask(Method::POST, &likeness, &stage.anna.token, by.clone()).await;
    assert!(refused.json()["detail"].as_str().unwrap().contains("`by`"), "{}", refused.body);
    // Whoever may not ask is told nothing else.
    let stranger = stage.ask(Method::POST, &likeness, "none", by).await;
    assert_eq!(stranger.status, StatusCode::UNAUTHORIZED, "{}", stranger.body);
}

/// The places of the objects within one, as JSON pointers.
fn objects_in(value: &Value, at: &str) -> Vec<String> {
    let fields = value.as_object().into_iter().flatten();
    let deeper = |(name, inner): (&String, &Value)| {
        let place = format!("{at}/{name}");
        let mut places = objects_in(inner, &place);
        if inner.is_object() {
            places.push(place);
        }
        places
    };
    fields.flat_map(deeper).collect()
}

#[tokio::test]
async fn no_part_of_a_body_takes_a_field_that_it_does_not_tell_of() {
    let stage = ApiStage::set().await;
    let mut walked = BTreeSet::new();
    for endpoint in endpoints() {
        let Some(example) = &endpoint.body else { continue };
        for place in objects_in(example, "") {
            for slipped in [json!("x"), json!({"owner": "x"}), json!(["x"])] {
                let mut body = example.clone();
                body.pointer_mut(&place).unwrap()["owner"] = slipped;
                let path = endpoint.of(&stage.anna, "0");
                let method = endpoint.method.clone();
                let answer = stage.ask(method, &path, &stage.anna.token, Some(body)).await;
                let name = endpoint.name();
                assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}{place}");
                let field = answer.json()["field"].as_str().unwrap().to_owned();
                let outer = place.split('/').nth(1).unwrap();
                assert!(field.starts_with(outer), "{name}{place}: {field}");
            }
            walked.insert(place);
        }
    }
    for place in ["/limits", "/stand_down", "/hours/week", "/hours/outside", "/disclosure"] {
        assert!(walked.contains(place), "{place} of {walked:?}");
    }
    // What no example shows.
    let priced = json!({"model": "", "prices": {"input": 1.0, "output": 1.0, "owner": 1}});
    let answer = stage.ask(Method::PUT, "/api/v1/model", &stage.anna.token, Some(priced)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
    assert_eq!(answer.json()["field"], "prices.owner", "{}", answer.body);
}

#[tokio::test]
async fn no_endpoint_takes_a_parameter_that_it_does_not_tell_of() {
    let (stage, document) = (ApiStage::set().await, document());
    for endpoint in endpoints() {
        let (name, known) = (endpoint.name(), endpoint.query(&document));
        for unknown in ["limits", "owner_id", "__proto__"] {
            assert!(!known.iter().any(|known| known == unknown), "{name}");
            let path = format!("{}?{unknown}=1", endpoint.of(&stage.anna, "0"));
            let (method, body) = (endpoint.method.clone(), endpoint.body.clone());
            let answer = stage.ask(method, &path, &stage.anna.token, body).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name} takes {unknown}");
            assert_eq!(answer.json()["field"], unknown, "{name}: {}", answer.body);
        }
    }
}

/// Beside those in the address, which `nobody_finds_what_is_anothers` walks through.
#[tokio::test]
async fn nobody_uses_anothers_identifier_in_a_body_or_a_query() {
    let (stage, document) = (ApiStage::set_apart().await, document());
    let mut walked = BTreeSet::new();
    for endpoint in endpoints() {
        let path = endpoint.of(&stage.boris, "0");
        let (method, token) = (&endpoint.method, &stage.boris.token);
        let in_query = endpoint.query(&document);
        let in_body = endpoint.properties(&document).unwrap_or_default();
        for (name, id) in identifiers(&stage.anna) {
            let asked = if in_query.iter().any(|known| known == name) {
                stage.ask(method.clone(), &format!("{path}?{name}={id}"), token, None).await
            } else if name == "token" || name == "phone" && !in_body.contains_key("account") {
                // A bot's token is a secret and names nothing; and whose login is to begin: any number may.
                continue;
            } else if in_body.contains_key(name) {
                let mut body = endpoint.body.clone().unwrap();
                body[name] = if name == "chat" { json!(stage.anna.chat.0) } else { json!(id) };
                stage.ask(method.clone(), &path, token, Some(body)).await
            } else {
                continue;
            };
            let endpoint = endpoint.name();
            // Who searches by what nobody of theirs has finds nothing.
            let finds_nothing = asked.status == StatusCode::OK
                && *method == Method::GET
                && asked.json()["items"] == json!([]);
            let is_refused = asked.status.is_client_error() || finds_nothing;
            assert!(is_refused, "{endpoint} with {name}: {}", asked.body);
            assert!(!asked.body.contains("Илья"), "{endpoint} with {name}: {}", asked.body);
            walked.insert(name);
        }
    }
    assert_eq!(walked, BTreeSet::from(["account", "chat", "peer", "phone"]));
    assert!(stage.anna.telegram.sent.lock().unwrap().is_empty());
    assert!(stage.boris.telegram.sent.lock().unwrap().is_empty());
}

#[tokio::test]
async fn no_list_holds_what_is_anothers() {
    let stage = ApiStage::set_apart().await;
    let mut walked = 0;
    for endpoint in endpoints() {
        // A stream has no end to wait for; what it tells comes from the engine of the token.
        if endpoint.method != Method::GET || endpoint.path.ends_with("/events") {
            continue;
        }
        let path = endpoint.of(&stage.boris, "0");
        let answer = stage.ask(Method::GET, &path, &stage.boris.token, None).await;
        for (what, id) in identifiers(&stage.anna) {
            assert!(!answer.body.contains(&id), "{}: {what} in {}", endpoint.name(), answer.body);
        }
        walked += usize::from(answer.status == StatusCode::OK);
    }
    assert!(walked > 12, "{walked}");
}

#[tokio::test]
async fn no_endpoint_takes_a_body_without_end_or_depth() {
    let stage = ApiStage::set().await;
    for endpoint in endpoints().iter().filter(|endpoint| endpoint.body.is_some()) {
        let path = endpoint.of(&stage.anna, "0");
        let ask = async |body: Value| {
            let method = endpoint.method.clone();
            stage.ask(method, &path, &stage.anna.token, Some(body)).await
        };
        let name = endpoint.name();
        let long = ask(json!({"text": "a".repeat(70_000)})).await;
        assert_eq!(long.status, StatusCode::PAYLOAD_TOO_LARGE, "{name}");
        assert_eq!(long.problem(), "too_large", "{name}");
        // What is deeper than JSON is read at all is no JSON, wherever it stands.
        let deep = |depth| (0..depth).fold(json!(1), |inner, _| json!([inner]));
        let too_deep = ask(json!({"text": deep(200)})).await;
        assert_eq!(too_deep.status, StatusCode::BAD_REQUEST, "{name}: {}", too_deep.body);
        assert_eq!(too_deep.problem(), "malformed_json", "{name}");
        // A list is no object, however its parts would fit; nor is one as deep as it may be.
        let deep = deep(100);
        for list in [deep, json!([]), json!([null, null])] {
            let refused = ask(list).await;
            assert_eq!(
                refused.status,
                StatusCode::UNPROCESSABLE_ENTITY,
                "{name}: {}",
                refused.body
            );
            assert_eq!(refused.json()["field"], ".", "{name}");
        }
    }
}
