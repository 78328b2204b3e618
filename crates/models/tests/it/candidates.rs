//! Several candidates: in one call, in several, and when some do not come. And what a model does not
//! take.

use domain::Clock;
use models::Lessons;
use serde_json::{Value, json};
use wiremock::matchers::{any, body_partial_json};
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use crate::stage::{START, Stage, answers, asked, chat, first_answers, openai_error, server};

fn ok(body: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

#[tokio::test]
async fn one_call_gives_all_where_the_provider_can() {
    let server = server(200, &chat(&["a", "b", "c", "d"])).await;
    let completion = Stage::at("openai:gpt-9", &server.uri()).ask(4).await.unwrap();
    assert_eq!(completion.candidates, ["a", "b", "c", "d"]);
    let asked = asked(&server).await;
    assert_eq!((asked.len(), &asked[0]["n"]), (1, &json!(4)));
}

/// Answers with the seed that it was asked with.
struct Seeded;

impl Respond for Seeded {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let body: Value = request.body_json().unwrap();
        ok(json!({
            "message": {"content": format!("seed {}", body["options"]["seed"])},
            "prompt_eval_count": 10, "eval_count": 1,
        }))
    }
}

#[tokio::test]
async fn several_calls_give_different_ones_and_are_summed() {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(Seeded).mount(&server).await;
    let stage = Stage::at("ollama:m", &server.uri());
    let completion = stage.ask(4).await.unwrap();
    assert_eq!(completion.candidates, ["seed 7", "seed 8", "seed 9", "seed 10"]);
    let usage = stage.meter.taken().usage;
    assert_eq!((usage.prompt, usage.completion), (40, 4));
    assert_eq!(stage.ledger.spent(START).usage, usage);
}

#[tokio::test]
async fn candidates_that_fail_are_left_out() {
    let server = MockServer::start().await;
    Mock::given(body_partial_json(json!({"options": {"seed": 9}})))
        .respond_with(ResponseTemplate::new(400).set_body_json(json!({"error": "no"})))
        .mount(&server)
        .await;
    Mock::given(any()).respond_with(Seeded).mount(&server).await;
    let completion = Stage::at("ollama:m", &server.uri()).ask(4).await.unwrap();
    assert_eq!(completion.candidates, ["seed 7", "seed 8", "seed 10"]);
}

#[tokio::test]
async fn a_wrong_key_is_refused_once() {
    let server = server(401, &json!({"error": {"message": "invalid x-api-key"}})).await;
    Stage::at("anthropic:claude-haiku-4-5", &server.uri()).ask(4).await.unwrap_err();
    assert_eq!(asked(&server).await.len(), 1);
}

#[tokio::test]
async fn filtered_and_empty_ones_are_left_out() {
    let gemini = json!({"candidates": [
        {"content": {"parts": [{"text": "yes"}]}, "finishReason": "STOP"},
        {"finishReason": "SAFETY"},
        {"content": {"parts": [{"text": "  "}]}, "finishReason": "STOP"},
    ]});
    let server = server(200, &gemini).await;
    let completion = Stage::at("gemini:gemini-2.5-flash", &server.uri()).ask(3).await.unwrap();
    assert_eq!(completion.candidates, ["yes"]);
    assert_eq!(asked(&server).await.len(), 1);
}

#[tokio::test]
async fn a_server_that_overlooks_how_many_are_wanted_is_asked_singly() {
    let server = server(200, &chat(&["a"])).await;
    let stage = Stage::at("compatible:m", &server.uri());
    assert_eq!(stage.ask(3).await.unwrap().candidates.len(), 3);
    assert_eq!(stage.ask(3).await.unwrap().candidates.len(), 3);
    let counts: Vec<Value> = asked(&server).await.iter().map(|sent| sent["n"].clone()).collect();
    let once = [json!(3), Value::Null, Value::Null, Value::Null, Value::Null, Value::Null];
    assert_eq!(counts, once);
}

#[tokio::test]
async fn a_model_that_refuses_several_is_asked_singly_from_then_on() {
    let server = MockServer::start().await;
    let refused = json!({"error": {
        "code": 400,
        "message": "Multiple candidates is not enabled for this model",
        "status": "INVALID_ARGUMENT",
    }});
    first_answers(&server, ResponseTemplate::new(400).set_body_json(refused)).await;
    answers(&server, ok(json!({"candidates": [{"content": {"parts": [{"text": "ok"}]}}]}))).await;
    let stage = Stage::at("gemini:gemini-3-flash", &server.uri());
    assert_eq!(stage.ask(4).await.unwrap().candidates.len(), 4);
    assert_eq!(asked(&server).await.len(), 5);
    assert_eq!(stage.ask(4).await.unwrap().candidates.len(), 4);
    let asked = asked(&server).await;
    assert_eq!(asked.len(), 9);
    let many = |sent: &&Value| sent["generationConfig"].get("candidateCount").is_some();
    assert_eq!(asked.iter().filter(many).count(), 1);
}

#[tokio::test]
async fn a_server_with_fewer_places_is_asked_singly_for_as_long_as_the_process_lives() {
    for status in [400, 500] {
        let server = MockServer::start().await;
        let refused = json!({"error": {
            "code": status,
            "message": "n_cmpl cannot be greater than the number of slots, please increase -np",
            "type": "server_error",
        }});
        first_answers(&server, ResponseTemplate::new(status).set_body_json(refused)).await;
        answers(&server, ok(chat(&["ok"]))).await;
        let lessons = Lessons::default();
        let made = || Stage::at("compatible:m", &server.uri()).remembering(&lessons);
        assert_eq!(made().ask(4).await.unwrap().candidates.len(), 4);
        let stage = made();
        assert_eq!(stage.ask(4).await.unwrap().candidates.len(), 4);
        let counts: Vec<Value> =
            asked(&server).await.iter().map(|sent| sent["n"].clone()).collect();
        assert_eq!(counts[0], 4);
        assert_eq!(counts[1..], vec![Value::Null; 8], "status {status}");
        assert_eq!(stage.clock.now(), START, "nothing was waited for");
    }
}

#[tokio::test]
async fn fields_that_a_model_does_not_know_are_left_out_one_by_one() {
    let server = MockServer::start().await;
    let refusals = [
        ("Unknown parameter: 'prompt_cache_options'.", "prompt_cache_options"),
        ("Unsupported value: 'reasoning_effort' does not support 'none'.", "reasoning_effort"),
        ("Unsupported value: 'temperature' does not support 0.8.", "temperature"),
        ("Unsupported parameter: 'stop' is not supported with this model.", "stop"),
    ];
    for (message, param) in refusals {
        let body = openai_error(message, Some(param), Some("unsupported_value"));
        first_answers(&server, ResponseTemplate::new(400).set_body_json(body)).await;
    }
    answers(&server, ok(chat(&["ok\nAnn: no"]))).await;
    let stage = Stage::at("openai:gpt-9", &server.uri());
    assert_eq!(stage.ask(1).await.unwrap().candidates, ["ok"]);
    let sent = asked(&server).await.pop().unwrap();
    assert_eq!(sent["reasoning_effort"], "minimal");
    for field in ["prompt_cache_options", "prompt_cache_key", "temperature", "stop"] {
        assert!(sent.get(field).is_none(), "{field}");
    }
    assert_eq!(sent["seed"], 7);
    stage.ask(1).await.unwrap();
    assert_eq!(asked(&server).await.len(), 6, "what was learnt is kept");
}

#[tokio::test]
async fn a_model_that_thinks_all_the_same_gets_room_for_it_once() {
    let server = MockServer::start().await;
    let mut nothing = chat(&[""]);
    nothing["choices"][0]["finish_reason"] = json!("length");
    first_answers(&server, ok(nothing)).await;
    answers(&server, ok(chat(&["ok"]))).await;
    let stage = Stage::at("compatible:m", &server.uri());
    let completion = stage.ask(1).await.unwrap();
    assert_eq!(completion.candidates, ["ok"]);
    assert_eq!(stage.meter.taken().usage.completion, 40, "the empty answer was paid for too");
    let room: Vec<Value> =
        asked(&server).await.iter().map(|sent| sent["max_tokens"].clone()).collect();
    assert_eq!(room, [json!(120), json!(120 + 4096)]);
}
