//! Rules by the API: replaced as a whole, changed field by field, and refused by the name of the field.

use std::sync::Arc;

use axum::http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::document::document;
use super::stage::ApiStage;
use crate::stage::{Answer, NOW};

impl ApiStage {
    fn rules_path(&self) -> String {
        format!("/api/v1/accounts/{}/rules", self.anna.account)
    }

    async fn rules(&self) -> Value {
        self.get(&self.rules_path()).await
    }

    async fn with_rules(&self, method: Method, body: Value) -> Answer {
        self.ask(method, &self.rules_path(), &self.anna.token, Some(body)).await
    }

    /// Rules that hold from now on.
    async fn hold(&self, method: Method, body: Value) -> Value {
        let answer = self.with_rules(method, body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert_eq!(answer.json(), self.rules().await, "the answer is what holds");
        answer.json()
    }
}

#[tokio::test]
async fn what_is_told_is_taken_back_unchanged() {
    let stage = ApiStage::set().await;
    let first = stage.rules().await;
    assert_eq!(first["countdown_s"], 60);
    assert_eq!(first["limits"]["messages_per_day"], "none", "the settings of the stage");
    assert_eq!(first["hours"]["outside"], "silence");
    assert_eq!(stage.hold(Method::PUT, first.clone()).await, first);
    // The example of the document has something in every field.
    let example = document()["components"]["schemas"]["Rules"]["example"].clone();
    let held = stage.hold(Method::PUT, example).await;
    assert_eq!(held["hours"]["week"]["monday"], "09:00–13:00, 14:00–18:30");
    assert_eq!(held["hours"]["exceptions"]["2026-12-31"], "");
    assert_eq!(held["limits"]["messages_per_day"], "none");
    assert_eq!(held["saved_messages"]["digest_at"], "21:00");
    assert_eq!(stage.hold(Method::PUT, held.clone()).await, held);
    assert_eq!(stage.hold(Method::PATCH, held.clone()).await, held);
    assert_eq!(stage.hold(Method::PATCH, json!({})).await, held);
}

#[tokio::test]
async fn a_change_leaves_alone_what_it_does_not_name() {
    let stage = ApiStage::set().await;
    let mut expected = stage.rules().await;
    let example = document()["components"]["schemas"]["RulesPatch"]["example"].clone();
    stage.hold(Method::PATCH, example).await;
    expected["countdown_s"] = json!(90);
    // Null is what the server's settings say.
    assert_eq!(expected["limits"]["messages_per_day"], "none");
    assert_eq!(stage.rules().await, expected);
    let until = NOW.as_millis() + 60_000;
    let own = json!({"limits": {"exchanges": 7}});
    assert_eq!(stage.hold(Method::PATCH, own).await["limits"]["exchanges"], 7);
    let change = json!({
        "strangers": "draft",
        "limits": {"exchanges": null, "turns_per_hour": 3},
        "hours": {"week": {"monday": "9-18"}, "exceptions": {"2026-12-31": ""}, "away_until": until},
    });
    let held = stage.hold(Method::PATCH, change).await;
    assert_eq!(held["strangers"], "draft");
    assert_eq!(held["limits"]["exchanges"], "none");
    assert_eq!(held["limits"]["turns_per_hour"], 3);
    assert_eq!(held["hours"]["week"]["monday"], "09:00–18:00");
    assert_eq!(held["hours"]["week"]["sunday"], "");
    assert_eq!(held["hours"]["away_until"], until);
    assert_eq!(held["countdown_s"], 90);
    let change = json!({"hours": {"exceptions": {"2026-12-31": null}, "away_until": 1}});
    let held = stage.hold(Method::PATCH, change).await;
    assert_eq!(held["hours"]["exceptions"], json!({}));
    assert_eq!(held["hours"]["away_until"], Value::Null, "it has passed");
    let back = json!({"strangers": null, "countdown_s": null, "hours": null, "limits": null});
    stage.hold(Method::PATCH, back).await;
    expected["countdown_s"] = json!(60);
    assert_eq!(stage.rules().await, expected);
}

#[tokio::test]
async fn what_is_incomplete_unknown_or_impossible_is_refused_by_its_name() {
    let stage = ApiStage::set().await;
    let whole = stage.rules().await;
    for missing in
        ["/strangers", "/countdown_s", "/hours/week", "/limits/messages_per_day", "/limits"]
    {
        let mut body = whole.clone();
        let (at, name) = missing.rsplit_once('/').unwrap();
        body.pointer_mut(at).unwrap().as_object_mut().unwrap().remove(name);
        let answer = stage.with_rules(Method::PUT, body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{missing}");
        assert_eq!(answer.json()["field"], missing[1..].replace('/', "."));
    }
    for (wrong, field) in [
        (json!({"countdown": 90}), "countdown"),
        (json!({"countdown": null}), "countdown"),
        (json!({"policy": {"countdown_s": 90}}), "policy"),
        (json!({"pause": null}), "pause"),
        (json!({"limits": {"per_day": 5}}), "limits.per_day"),
        (json!({"limits": {"messages_per_day": 0}}), "limits.messages_per_day"),
        (json!({"limits": {"messages_per_day": "many"}}), "limits.messages_per_day"),
        (json!({"limits": [3, 8, 20, 60, 300, 4, 20]}), "limits"),
        (json!({"countdown_s": "soon"}), "countdown_s"),
        (json!({"countdown_s": 1e15 as u64}), "countdown_s"),
        (json!({"countdown_s": -1}), "countdown_s"),
        (json!({"groups": "fly"}), "groups"),
        (json!({"hours": {"zone": "Mars/Olympus"}}), "hours.zone"),
        (json!({"hours": {"week": {"monday": "25-26"}}}), "hours.week.monday"),
        (json!({"hours": {"week": {"monday": ""}}}), "hours.week"),
        (json!({"hours": {"exceptions": {"2026-02-31": ""}}}), "hours.exceptions"),
        (json!({"hours": {"outside": {"away": " "}}}), "hours.outside.away"),
        (json!({"hours": {"outside": "shout"}}), "hours.outside"),
        (json!({"saved_messages": {"digest_at": "25:00"}}), "saved_messages.digest_at"),
    ] {
        let answer = stage.with_rules(Method::PATCH, wrong.clone()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        let told = answer.json()["field"].as_str().unwrap().to_owned();
        assert!(told.starts_with(field), "{wrong}: {}", answer.body);
    }
    assert_eq!(stage.rules().await, whole, "nothing of it holds");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn changes_of_different_fields_at_once_all_hold() {
    let stage = Arc::new(ApiStage::set().await);
    let changes = [
        json!({"countdown_s": 91}),
        json!({"answer_within_hours": 7}),
        json!({"groups": "draft"}),
        json!({"stand_down": {"after_writing_minutes": 41}}),
        json!({"stand_down": {"after_reading_s": 42}}),
        json!({"limits": {"spacing_s": 9}}),
        json!({"limits": {"exchanges": 11}}),
        json!({"limits": {"quick_s": 33}}),
        json!({"limits": {"turns_per_hour": 5}}),
        json!({"saved_messages": {"digest_at": "20:15"}}),
    ];
    for _ in 0..5 {
        stage.hold(Method::PATCH, json!({"limits": null, "stand_down": null})).await;
        let mut asked = JoinSet::new();
        for change in changes.clone() {
            let stage = Arc::clone(&stage);
            asked.spawn(async move { stage.with_rules(Method::PATCH, change).await.status });
        }
        assert!(asked.join_all().await.iter().all(|status| *status == StatusCode::OK));
        let held = stage.rules().await;
        for change in &changes {
            let mut with_it = held.clone();
            merged(&mut with_it, change);
            assert_eq!(with_it, held, "{change} was lost");
        }
    }
}

fn merged(into: &mut Value, change: &Value) {
    match change {
        Value::Object(fields) => {
            fields.iter().for_each(|(name, change)| merged(&mut into[name], change));
        }
        value => *into = value.clone(),
    }
}

#[tokio::test]
async fn rules_that_are_others_than_were_read_are_left_alone() {
    let stage = ApiStage::set().await;
    let tag = |answer: &Answer| answer.headers[header::ETAG].to_str().unwrap().to_owned();
    let read = stage.ask(Method::GET, &stage.rules_path(), &stage.anna.token, None).await;
    let first = tag(&read);
    let change = async |method, if_match: &str, body: Value| {
        let request = Request::builder()
            .method(method)
            .uri(stage.rules_path())
            .header(header::HOST, "127.0.0.1:8080")
            .header(header::AUTHORIZATION, format!("Bearer {}", stage.anna.token))
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::IF_MATCH, if_match);
        stage.request(request.body(body.to_string().into()).unwrap()).await
    };
    let changed = change(Method::PATCH, &first, json!({"countdown_s": 90})).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
    let second = tag(&changed);
    assert_ne!(first, second);
    for (method, body) in [(Method::PATCH, json!({"countdown_s": 10})), (Method::PUT, read.json())]
    {
        for stale in [first.as_str(), "\"no\", W/\"tag\"", ""] {
            let refused = change(method.clone(), stale, body.clone()).await;
            assert_eq!(refused.status, StatusCode::PRECONDITION_FAILED, "{stale}");
            assert_eq!(refused.problem(), "changed");
        }
    }
    assert_eq!(stage.rules().await["countdown_s"], 90);
    for current in [format!("{first}, {second}"), "*".to_owned()] {
        let taken = change(Method::PATCH, &current, json!({"groups": "off"})).await;
        assert_eq!(taken.status, StatusCode::OK, "{current}: {}", taken.body);
    }
}
