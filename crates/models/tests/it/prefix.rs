//! What is the same for every call of a chat is the same on the wire, byte for byte, and comes first.

use domain::{ChatModel, Prompt, Sampling};
use serde_json::{Value, json};

use crate::stage::{Stage, chat, prompt, sampling, server};

async fn shares_the_prefix(model: &str, base: &str, answer: Value) {
    let server = server(200, &answer).await;
    let stage = Stage::at(model, &format!("{}{base}", server.uri()));
    let calls = [
        (prompt(), sampling(1)),
        (
            Prompt { transcript: "Ann: and now?\nMira:".to_owned(), stop: Vec::new(), ..prompt() },
            Sampling { seed: 99, temperature: 0.3, max_tokens: 55, candidates: 1 },
        ),
    ];
    for (prompt, sampling) in calls {
        stage.model.complete(&prompt, sampling, &stage.meter).await.unwrap();
    }
    let requests = server.received_requests().await.unwrap();
    let [first, second] = requests.as_slice() else { panic!("{} requests", requests.len()) };
    let same = first.body.iter().zip(&second.body).take_while(|(one, other)| one == other).count();
    let prefix = String::from_utf8_lossy(&first.body[..same]).into_owned();
    // As they stand in JSON, whole, and in this order.
    let backbone = prefix.find(r"Ann: hi\nMira: heyy\n").unwrap_or_else(|| panic!("{prefix}"));
    if !model.starts_with("completion") {
        let rules = prefix.find(r"Write as Mira does.\n").unwrap_or_else(|| panic!("{prefix}"));
        assert!(rules < backbone, "{prefix}");
    }
    assert!(!prefix.contains("coming today"), "{prefix}");
}

#[tokio::test]
async fn two_calls_in_one_chat_share_it_with_every_protocol() {
    for model in ["openai:gpt-9", "openai:gpt-4o", "compatible:m", "openrouter:m", "deepseek:m"] {
        shares_the_prefix(model, "/v1", chat(&["ok"])).await;
    }
    shares_the_prefix("completion:m", "/v1", json!({"choices": [{"text": "ok"}]})).await;
    let anthropic = json!({"content": [{"type": "text", "text": "ok"}]});
    shares_the_prefix("anthropic:claude-haiku-4-5", "/v1", anthropic).await;
    let gemini = json!({"candidates": [{"content": {"parts": [{"text": "ok"}]}}]});
    shares_the_prefix("gemini:gemini-3-flash", "/v1beta", gemini).await;
    shares_the_prefix("ollama:m", "", json!({"message": {"content": "ok"}})).await;
}
