//! A model of the test's own: a server that speaks as OpenAI-compatible ones do.

use serde_json::{Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

/// Tokens that a question to it is said to have taken, read and written.
pub const TOOK: (u64, u64) = (321, 12);

/// A model that writes the same whatever it is asked.
pub async fn that_writes(text: &str) -> MockServer {
    let text = text.to_owned();
    that_goes_on(move |_, _| vec![text.clone()]).await
}

/// A model that writes what a function makes of the rules and of what is to be gone on with: several
/// texts are its candidates, one is all of them.
pub async fn that_goes_on(
    write: impl Fn(&str, &str) -> Vec<String> + Send + Sync + 'static,
) -> MockServer {
    let respond = move |request: &Request| {
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let messages = body["messages"].as_array().cloned().unwrap_or_default();
        let said = |by: fn(&Value) -> bool| -> String {
            let texts = messages.iter().filter(|message| by(&message["role"]));
            texts.filter_map(|message| text(&message["content"])).collect()
        };
        let texts = write(&said(|role| role == "system"), &said(|role| role != "system"));
        let wanted = body["n"].as_u64().unwrap_or(1).max(1) as usize;
        let choices: Vec<Value> =
            texts.iter().cycle().take(wanted).enumerate().map(choice).collect();
        let (read, written) = TOOK;
        let usage = json!({
            "prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written,
        });
        ResponseTemplate::new(200).set_body_json(json!({"choices": choices, "usage": usage}))
    };
    that_answers(respond).await
}

/// The text of a message, which stands alone or in parts.
fn text(content: &Value) -> Option<String> {
    match content {
        Value::Array(parts) => {
            Some(parts.iter().filter_map(|part| part["text"].as_str()).collect())
        }
        content => content.as_str().map(str::to_owned),
    }
}

fn choice((index, text): (usize, &String)) -> Value {
    json!({
        "index": index,
        "message": {"role": "assistant", "content": text},
        "finish_reason": "stop",
    })
}

/// A provider that does not take the key.
pub async fn without_a_key() -> MockServer {
    let refusal = json!({"error": {"message": "Incorrect API key provided", "type": "x"}});
    that_answers(ResponseTemplate::new(401).set_body_json(refusal)).await
}

async fn that_answers(answer: impl Respond + 'static) -> MockServer {
    let server = MockServer::start().await;
    let at = Mock::given(method("POST")).and(path("/v1/chat/completions"));
    at.respond_with(answer).mount(&server).await;
    server
}

/// How the settings and the command line name it.
pub fn spec(server: &MockServer) -> String {
    format!("compatible:small@{}/v1", server.uri())
}

/// How many questions it was asked.
pub async fn asked(server: &MockServer) -> usize {
    server.received_requests().await.unwrap_or_default().len()
}
