//! Rules by the API: replaced as a whole, changed field by field, and refused by the name of the field.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

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
    // Null is the program's default.
    expected["limits"]["messages_per_day"] = json!(300);
    assert_eq!(stage.rules().await, expected);
    let until = NOW.as_millis() + 60_000;
    let change = json!({
        "strangers": "draft",
        "limits": {"exchanges": null, "turns_per_hour": 3},
        "hours": {"week": {"monday": "9-18"}, "exceptions": {"2026-12-31": ""}, "away_until": until},
    });
    let held = stage.hold(Method::PATCH, change).await;
    assert_eq!(held["strangers"], "draft");
    assert_eq!(held["limits"]["exchanges"], 4);
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
    let limits = json!({
        "spacing_s": 3, "turns_per_hour": 8, "messages_per_minute": 20,
        "messages_per_day_here": 60, "messages_per_day": 300, "exchanges": 4, "quick_s": 20,
    });
    expected["limits"] = limits;
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
