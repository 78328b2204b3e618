//! What is sent to each provider, and what is read of its answer.

use domain::Usage;
use serde_json::{Value, json};
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::stage::{KEY, Stage, asked, chat};

/// Asks one candidate of a model whose provider listens below `base`, takes requests at `at` with
/// the key in `key`, and answers `answer`. The texts, the usage and what was sent.
async fn exchange(
    model: &str,
    base: &str,
    at: &str,
    key: (&'static str, String),
    answer: Value,
) -> (Vec<String>, Usage, Value) {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path(at))
        .and(header(key.0, key.1.as_str()))
        .and(header("content-type", "application/json"))
        .respond_with(ResponseTemplate::new(200).set_body_json(answer))
        .expect(1)
        .mount(&server)
        .await;
    let stage = Stage::at(model, &format!("{}{base}", server.uri()));
    let completion = stage.ask(1).await.unwrap();
    assert!(completion.model.starts_with(model));
    let usage = stage.meter.taken().usage;
    assert_eq!(stage.ledger.spent(crate::stage::START).usage, usage);
    (completion.candidates, usage, asked(&server).await.remove(0))
}

fn bearer() -> (&'static str, String) {
    ("authorization", format!("Bearer {KEY}"))
}

fn rules() -> Value {
    json!("Write as Mira does.\n")
}

fn in_one_piece() -> Value {
    json!("Ann: hi\nMira: heyy\nAnn: coming today?\nMira:")
}

#[tokio::test]
async fn openai() {
    let answer = chat(&[" yes at 7\nAnn: ok"]);
    let (texts, usage, sent) =
        exchange("openai:gpt-9", "/v1", "/v1/chat/completions", bearer(), answer).await;
    assert_eq!(texts, [" yes at 7"]);
    assert_eq!(usage, Usage { prompt: 100, cached: 60, completion: 20, estimated: 0 });
    assert_eq!(sent["model"], "gpt-9");
    assert_eq!(sent["messages"][0], json!({"role": "system", "content": rules()}));
    assert_eq!(sent["messages"][1]["role"], "user");
    let parts = &sent["messages"][1]["content"];
    assert_eq!(parts[0]["text"], "Ann: hi\nMira: heyy\n");
    assert_eq!(parts[0]["prompt_cache_breakpoint"], json!({"mode": "explicit"}));
    assert_eq!(parts[1], json!({"type": "text", "text": "Ann: coming today?\nMira:"}));
    assert_eq!(sent["prompt_cache_options"], json!({"mode": "explicit"}));
    assert_eq!(sent["max_completion_tokens"], 120);
    assert_eq!(sent["temperature"], 0.8);
    assert_eq!(sent["stop"], json!(["\nAnn:"]));
    assert_eq!(sent["seed"], 7);
    assert_eq!(sent["reasoning_effort"], "none");
    assert!(sent.get("n").is_none() && sent.get("max_tokens").is_none());
}

#[tokio::test]
async fn an_older_model_of_openai_gets_nothing_that_it_does_not_know() {
    let (_, _, sent) =
        exchange("openai:gpt-4o-mini", "/v1", "/v1/chat/completions", bearer(), chat(&["ok"]))
            .await;
    assert_eq!(sent["messages"][1], json!({"role": "user", "content": in_one_piece()}));
    for field in ["reasoning_effort", "prompt_cache_options", "prompt_cache_key"] {
        assert!(sent.get(field).is_none(), "{field}");
    }
}

#[tokio::test]
async fn compatible() {
    let (texts, _, sent) = exchange(
        "compatible:qwen3",
        "/v1",
        "/v1/chat/completions",
        bearer(),
        chat(&["<think>\n\n</think>\n\nok"]),
    )
    .await;
    assert_eq!(texts, ["ok"]);
    assert_eq!(sent["messages"][0], json!({"role": "system", "content": rules()}));
    assert_eq!(sent["messages"][1], json!({"role": "user", "content": in_one_piece()}));
    assert_eq!(sent["max_tokens"], 120);
    assert_eq!(sent["chat_template_kwargs"], json!({"enable_thinking": false}));
}

#[tokio::test]
async fn openrouter_groq_and_deepseek() {
    let at = "/v1/chat/completions";
    let (_, _, sent) = exchange("openrouter:x/y:free", "/v1", at, bearer(), chat(&["ok"])).await;
    assert_eq!(sent["model"], "x/y:free");
    assert_eq!(sent["reasoning"], json!({"enabled": false}));
    let (_, _, sent) = exchange("groq:qwen/qwen3-32b", "/v1", at, bearer(), chat(&["ok"])).await;
    assert_eq!(sent["reasoning_effort"], "none");
    let mut answer = chat(&["ok"]);
    answer["usage"] = json!({
        "prompt_tokens": 30, "completion_tokens": 5, "total_tokens": 35,
        "prompt_cache_hit_tokens": 20, "prompt_cache_miss_tokens": 10,
    });
    let (_, usage, sent) = exchange("deepseek:deepseek-chat", "/v1", at, bearer(), answer).await;
    assert_eq!(usage, Usage { prompt: 30, cached: 20, completion: 5, estimated: 0 });
    assert_eq!(sent["thinking"], json!({"type": "disabled"}));
    assert!(sent.get("seed").is_none());
}

#[tokio::test]
async fn completion_goes_on_with_the_text_and_sends_no_rules() {
    let answer = json!({
        "id": "cmpl-1", "object": "text_completion", "created": 1_741_569_952, "model": "base",
        "choices": [
            {"text": " yeah\nAnn: great", "index": 0, "logprobs": null, "finish_reason": "length"},
        ],
        "usage": {"prompt_tokens": 5, "completion_tokens": 7, "total_tokens": 12},
    });
    let (texts, usage, sent) =
        exchange("completion:base", "/v1", "/v1/completions", bearer(), answer).await;
    assert_eq!(texts, [" yeah"]);
    assert_eq!(usage, Usage { prompt: 5, cached: 0, completion: 7, estimated: 0 });
    assert_eq!(sent["prompt"], in_one_piece());
    assert_eq!(sent["stop"], json!(["\nAnn:"]));
    assert!(!sent.to_string().contains("Write as Mira"));
}

#[tokio::test]
async fn anthropic() {
    let answer = json!({
        "id": "msg_1", "type": "message", "role": "assistant", "model": "claude-haiku-4-5",
        "content": [{"type": "text", "text": "yes"}],
        "stop_reason": "stop_sequence", "stop_sequence": "\nAnn:",
        "usage": {
            "input_tokens": 10, "cache_creation_input_tokens": 200,
            "cache_read_input_tokens": 3000, "output_tokens": 4,
        },
    });
    let key = ("x-api-key", KEY.to_owned());
    let (texts, usage, sent) =
        exchange("anthropic:claude-haiku-4-5", "/v1", "/v1/messages", key, answer).await;
    assert_eq!(texts, ["yes"]);
    assert_eq!(usage, Usage { prompt: 3210, cached: 3000, completion: 4, estimated: 0 });
    assert_eq!(sent["system"], json!([{"type": "text", "text": rules()}]));
    assert_eq!(
        sent["messages"],
        json!([{"role": "user", "content": [
            {
                "type": "text",
                "text": "Ann: hi\nMira: heyy\n",
                "cache_control": {"type": "ephemeral"},
            },
            {"type": "text", "text": "Ann: coming today?\nMira:"},
        ]}])
    );
    assert_eq!(sent["max_tokens"], 120);
    assert_eq!(sent["stop_sequences"], json!(["\nAnn:"]));
    assert!(sent.get("seed").is_none());
}

#[tokio::test]
async fn gemini() {
    let answer = json!({
        "candidates": [{
            "content": {"role": "model", "parts": [
                {"text": "he asks whether", "thought": true},
                {"text": "yes "},
                {"text": "sure"},
            ]},
            "finishReason": "STOP",
            "index": 0,
        }],
        "usageMetadata": {
            "promptTokenCount": 50, "cachedContentTokenCount": 40, "candidatesTokenCount": 3,
            "thoughtsTokenCount": 9, "totalTokenCount": 62,
        },
        "modelVersion": "gemini-2.5-flash",
    });
    let (texts, usage, sent) = exchange(
        "gemini:gemini-2.5-flash",
        "/v1beta",
        "/v1beta/models/gemini-2.5-flash:generateContent",
        ("x-goog-api-key", KEY.to_owned()),
        answer,
    )
    .await;
    assert_eq!(texts, ["yes sure"]);
    assert_eq!(usage, Usage { prompt: 50, cached: 40, completion: 12, estimated: 0 });
    assert_eq!(sent["systemInstruction"], json!({"parts": [{"text": rules()}]}));
    assert_eq!(
        sent["contents"],
        json!([{"role": "user", "parts": [
            {"text": "Ann: hi\nMira: heyy\n"},
            {"text": "Ann: coming today?\nMira:"},
        ]}])
    );
    assert_eq!(
        sent["generationConfig"],
        json!({
            "maxOutputTokens": 120,
            "temperature": 0.8,
            "stopSequences": ["\nAnn:"],
            "seed": 7,
            "thinkingConfig": {"thinkingBudget": 0},
        })
    );
}

#[tokio::test]
async fn ollama() {
    let answer = json!({
        "model": "gemma3:270m", "created_at": "2026-03-01T12:00:00Z",
        "message": {"role": "assistant", "content": "yes"},
        "done": true, "done_reason": "stop", "total_duration": 5_000_000_000_u64,
        "prompt_eval_count": 26, "prompt_eval_cached_count": 20, "eval_count": 3,
    });
    let (texts, usage, sent) =
        exchange("ollama:gemma3:270m", "", "/api/chat", bearer(), answer).await;
    assert_eq!(texts, ["yes"]);
    assert_eq!(usage, Usage { prompt: 26, cached: 20, completion: 3, estimated: 0 });
    assert_eq!(sent["stream"], false);
    assert_eq!(sent["think"], false);
    assert_eq!(sent["messages"][0], json!({"role": "system", "content": rules()}));
    assert_eq!(sent["messages"][1], json!({"role": "user", "content": in_one_piece()}));
    assert_eq!(
        sent["options"],
        json!({
            "num_ctx": 8192, "num_predict": 120, "temperature": 0.8, "stop": ["\nAnn:"], "seed": 7,
        })
    );
}

#[tokio::test]
async fn what_strangers_wrote_is_never_in_the_system_role() {
    let text = chat(&["ok"]);
    for model in ["openai:gpt-9", "openai:gpt-4o", "compatible:m", "groq:m"] {
        let (_, _, sent) =
            exchange(model, "/v1", "/v1/chat/completions", bearer(), text.clone()).await;
        for message in sent["messages"].as_array().unwrap() {
            let stranger = message.to_string().contains("coming today?");
            assert_eq!(stranger, message["role"] == "user", "{model}: {message}");
        }
    }
}
