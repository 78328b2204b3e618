//! What the OpenAPI document promises of every endpoint, walked through.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use domain::Scope;
use serde_json::Value;

use super::stage::{ApiStage, Owner};

/// An endpoint as the document tells of it.
pub(super) struct Endpoint {
    pub(super) method: Method,
    pub(super) path: String,
    scope: String,
    /// The name of its body's shape.
    pub(super) shape: Option<String>,
    /// The example of its body.
    pub(super) body: Option<Value>,
}

pub(super) fn document() -> Value {
    serde_json::from_str(&web::openapi()).unwrap()
}

pub(super) fn endpoints() -> Vec<Endpoint> {
    let document = document();
    let mut endpoints = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let body = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
            let shape = body.as_str().map(|name| name.rsplit('/').next().unwrap().to_owned());
            let body = shape.as_ref().map(|shape| {
                let example = &document["components"]["schemas"][shape]["example"];
                assert!(!example.is_null(), "{shape} has no example");
                example.clone()
            });
            endpoints.push(Endpoint {
                method: method.to_uppercase().parse().unwrap(),
                path: path.clone(),
                scope: operation["security"][0]["token"][0].as_str().unwrap().to_owned(),
                shape,
                body,
            });
        }
    }
    assert!(endpoints.len() > 30);
    endpoints
}

impl Endpoint {
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Its address with what is an owner's.
    pub(super) fn of(&self, owner: &Owner, login: &str) -> String {
        self.with(&in_path(owner, login))
    }

    fn with(&self, ids: &Ids) -> String {
        let filled = ids
            .iter()
            .fold(self.path.clone(), |path, (name, id)| path.replace(&format!("{{{name}}}"), id));
        assert!(!filled.contains('{'), "{filled}: no such thing on the stage");
        filled
    }

    /// The names in its address.
    fn names(&self) -> impl Iterator<Item = &str> {
        self.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
    }
}

/// What is an owner's, by the name that it has in addresses.
type Ids = BTreeMap<&'static str, String>;

fn in_path(owner: &Owner, login: &str) -> Ids {
    BTreeMap::from([
        ("account", owner.account.to_string()),
        ("chat", owner.chat.to_string()),
        ("reply", owner.reply.to_string()),
        ("question", owner.question.to_string()),
        ("fact", owner.fact.to_string()),
        ("exemplar", owner.exemplar.0.to_string()),
        ("token", owner.token_id.clone()),
        ("voice", owner.voice.to_string()),
        // A bot is an account, and nobody's account is another's bot.
        ("bot", owner.account.to_string()),
        ("person", "500".to_owned()),
        ("webhook", owner.webhook.to_string()),
        ("delivery", owner.delivery.to_string()),
        ("login", login.to_owned()),
    ])
}

#[test]
fn the_committed_document_is_fresh() {
    let committed = include_str!("../../../../../docs/openapi.json");
    assert!(committed == web::openapi(), "docs/openapi.json is stale: run `cargo xtask generate`");
    assert_eq!(document()["openapi"], "3.1.0");
}

#[tokio::test]
async fn the_document_and_its_page_are_served_with_the_headers_of_all_pages() {
    let stage = ApiStage::set().await;
    let get = |path: &str| {
        let request = Request::get(path).header(header::HOST, "127.0.0.1:8080");
        stage.request(request.body(Body::empty()).unwrap())
    };
    let served = get("/api/openapi.json").await;
    assert_eq!(served.json(), document());
    let page = get("/api").await;
    assert_eq!(page.status, StatusCode::OK);
    for told in ["/auth/auth/request_code", "/send_message", "Idempotency-Key", "shape-Account"] {
        assert!(page.body.contains(told), "{told}");
    }
    assert!(!page.body.contains("src=\"http") && !page.body.contains("<script>"));
    for answer in [served, page] {
        let policy = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
        assert_eq!(answer.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    }
}

#[tokio::test]
async fn every_endpoint_asks_for_a_token_and_its_scope() {
    let stage = ApiStage::set().await;
    for endpoint in endpoints() {
        let name = endpoint.name();
        let path = endpoint.of(&stage.anna, "0");
        let nobody = Request::builder()
            .method(endpoint.method.clone())
            .uri(&path)
            .header(header::HOST, "127.0.0.1:8080");
        let answer = stage.request(nobody.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{name}");
        assert_eq!(answer.problem(), "no_token");

        let others: Vec<&str> = Scope::ALL.into_iter().map(Scope::name).collect();
        let others: Vec<&str> =
            others.into_iter().filter(|scope| *scope != endpoint.scope).collect();
        let token = stage.token(&others.join(" ")).await;
        let answer = stage.ask(endpoint.method.clone(), &path, &token, endpoint.body.clone()).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}: {}", answer.body);
        assert_eq!(answer.problem(), "insufficient_scope");
        assert_eq!(answer.json()["scope"], endpoint.scope, "{name}");
        let challenge = answer.headers[header::WWW_AUTHENTICATE].to_str().unwrap();
        assert!(challenge.contains(&format!("scope=\"{}\"", endpoint.scope)), "{challenge}");
    }
}

#[tokio::test]
async fn nobody_finds_what_is_anothers() {
    let stage = ApiStage::set_apart().await;
    let begun = stage.post("/api/v1/logins", serde_json::json!({"phone": "+79001234567"})).await;
    let begun = begun.json();
    let login = begun["login"].as_str().unwrap();
    let (annas, boriss) = (in_path(&stage.anna, login), in_path(&stage.boris, "0"));
    // Boris has of each what could be taken for it.
    let learnt = format!("/api/v1/accounts/{}/exemplars", stage.boris.account);
    let learnt = loop {
        let learnt = stage.ask(Method::GET, &learnt, &stage.boris.token, None).await.json();
        // His engine begins with his first request.
        if learnt["items"][0].is_object() {
            break learnt;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(learnt["items"][0]["exemplar"].to_string(), boriss["exemplar"], "{learnt}");
    let mut walked = BTreeSet::new();
    for endpoint in endpoints().iter().filter(|endpoint| endpoint.path.contains('{')) {
        // All is hers, and each alone among his own.
        let mut tried = vec![annas.clone()];
        for name in endpoint.names() {
            let mut ids = boriss.clone();
            let (name, of_anna) = annas.get_key_value(name).unwrap();
            ids.insert(*name, of_anna.clone());
            tried.push(ids);
            walked.insert(*name);
        }
        for path in tried.iter().map(|ids| endpoint.with(ids)) {
            let (method, body) = (&endpoint.method, &endpoint.body);
            let theirs = stage.ask(method.clone(), &path, &stage.boris.token, body.clone()).await;
            assert_eq!(theirs.status, StatusCode::NOT_FOUND, "{method} {path}: {}", theirs.body);
            assert_eq!(theirs.problem(), "not_found", "{method} {path}");
        }
    }
    assert!(annas.keys().eq(&walked), "{walked:?}");
    // All of it is still there, and as it was.
    let own = stage.get("/api/v1/replies").await;
    assert_eq!(own["drafts"][0]["id"], stage.anna.reply.to_string());
    assert_eq!(stage.get("/api/v1/questions").await["items"][0]["end"], "sent");
    let facts = format!("/api/v1/accounts/{}/chats/7/facts", stage.anna.account);
    assert_eq!(stage.get(&facts).await["items"][0]["text"], "likes tea");
    assert_eq!(stage.get(&format!("/api/v1/logins/{login}")).await["step"], "code");
    let webhook = format!("/api/v1/webhooks/{}", stage.anna.webhook);
    assert_eq!(stage.get(&webhook).await["events"], serde_json::json!([]));
    let told = stage.get(&format!("{webhook}/deliveries")).await;
    assert_eq!(told["items"][0]["id"], stage.anna.delivery.to_string());
}

#[tokio::test]
async fn what_is_no_identifier_at_all_names_nothing() {
    let stage = ApiStage::set().await;
    for endpoint in endpoints().iter().filter(|endpoint| endpoint.path.contains('{')) {
        for wrong in ["x", "%00", "%FF", "..%2F..", "99999999999999999999999999999999999"] {
            let path: String = endpoint
                .path
                .split('/')
                .map(|part| if part.starts_with('{') { wrong } else { part })
                .collect::<Vec<&str>>()
                .join("/");
            let (method, body) = (&endpoint.method, &endpoint.body);
            let answer = stage.ask(method.clone(), &path, &stage.anna.token, body.clone()).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}: {}", answer.body);
            answer.problem();
        }
    }
}
