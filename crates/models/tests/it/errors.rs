//! What goes wrong, as each provider words it, and what it means.

use domain::{ModelError, Refusal};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use wiremock::{MockServer, ResponseTemplate};

use crate::stage::{Stage, answers, asked, chat, openai_error, server};

async fn refusal(model: &str, status: u16, body: Value) -> (Refusal, String) {
    let server = server(status, &body).await;
    let error = Stage::at(model, &server.uri()).error().await;
    match error {
        ModelError::Refused { refusal, reason } => {
            assert_eq!(asked(&server).await.len(), 1, "what is refused is not asked again");
            (refusal, reason)
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_wrong_key() {
    let (kind, reason) = refusal(
        "openai:gpt-9",
        401,
        openai_error("Incorrect API key provided.", None, Some("invalid_api_key")),
    )
    .await;
    assert_eq!((kind, reason.as_str()), (Refusal::Key, "Incorrect API key provided."));

    let anthropic = json!({
        "type": "error",
        "error": {"type": "authentication_error", "message": "invalid x-api-key"},
        "request_id": "req_1",
    });
    assert_eq!(refusal("anthropic:claude-haiku-4-5", 401, anthropic).await.0, Refusal::Key);

    let gemini = json!({"error": {
        "code": 400,
        "message": "API key not valid. Please pass a valid API key.",
        "status": "INVALID_ARGUMENT",
        "details": [{
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "API_KEY_INVALID", "domain": "googleapis.com",
        }],
    }});
    assert_eq!(refusal("gemini:gemini-2.5-flash", 400, gemini).await.0, Refusal::Key);
}

#[tokio::test]
async fn an_unknown_model() {
    let openai = openai_error("The model `gpt-9` does not exist", None, Some("model_not_found"));
    assert_eq!(refusal("openai:gpt-9", 404, openai).await.0, Refusal::UnknownModel);
    let ollama = json!({"error": "model 'gemma9' not found"});
    let (kind, reason) = refusal("ollama:gemma9", 404, ollama).await;
    assert_eq!((kind, reason.as_str()), (Refusal::UnknownModel, "model 'gemma9' not found"));
    let openrouter = json!({"error": {"message": "x/y is not a valid model ID", "code": 400}});
    assert_eq!(refusal("openrouter:x/y", 400, openrouter).await.0, Refusal::UnknownModel);
}

#[tokio::test]
async fn no_money() {
    let deepseek = json!({"error": {"message": "Insufficient Balance", "code": "invalid_request"}});
    assert_eq!(refusal("deepseek:deepseek-chat", 402, deepseek).await.0, Refusal::Money);
    let openai = openai_error("You exceeded your current quota", None, Some("insufficient_quota"));
    assert_eq!(refusal("openai:gpt-9", 429, openai).await.0, Refusal::Money);
    let anthropic = json!({"type": "error", "error": {
        "type": "invalid_request_error",
        "message": "Your credit balance is too low to access the Anthropic API.",
    }});
    assert_eq!(refusal("anthropic:claude-haiku-4-5", 400, anthropic).await.0, Refusal::Money);
}

#[tokio::test]
async fn a_prompt_that_is_too_long() {
    let openai =
        openai_error("maximum context length", Some("messages"), Some("context_length_exceeded"));
    assert_eq!(refusal("openai:gpt-9", 400, openai).await.0, Refusal::TooLong);
    let llama = json!({"error": {
        "code": 400,
        "message": "request (9000 tokens) exceeds the available context size (4096 tokens)",
        "type": "exceed_context_size_error",
    }});
    assert_eq!(refusal("compatible:m", 400, llama).await.0, Refusal::TooLong);
    assert_eq!(refusal("anthropic:claude-haiku-4-5", 413, json!({})).await.0, Refusal::TooLong);
}

#[tokio::test]
async fn a_filter() {
    let mut filtered = chat(&[""]);
    filtered["choices"][0]["finish_reason"] = json!("content_filter");
    assert_eq!(refusal("openai:gpt-9", 200, filtered).await.0, Refusal::Filtered);

    let mut refused = chat(&[""]);
    refused["choices"][0]["message"] = json!({"role": "assistant", "refusal": "I can't."});
    assert_eq!(refusal("openai:gpt-9", 200, refused).await.0, Refusal::Filtered);

    let blocked = json!({
        "promptFeedback": {"blockReason": "PROHIBITED_CONTENT"},
        "usageMetadata": {"promptTokenCount": 11, "totalTokenCount": 11},
    });
    let server = server(200, &blocked).await;
    let stage = Stage::at("gemini:gemini-2.5-flash", &server.uri());
    match stage.error().await {
        ModelError::Refused { refusal: Refusal::Filtered, reason } => {
            assert!(reason.contains("PROHIBITED_CONTENT"));
        }
        other => panic!("{other:?}"),
    }
    let counted = stage.ledger.spent(crate::stage::START).usage;
    assert_eq!(counted.prompt, 11, "what a refused call took is counted");

    let safety = json!({"candidates": [{"finishReason": "SAFETY", "index": 0}]});
    assert_eq!(refusal("gemini:gemini-2.5-flash", 200, safety).await.0, Refusal::Filtered);

    let claude = json!({"content": [], "stop_reason": "refusal", "usage": {"input_tokens": 5}});
    assert_eq!(refusal("anthropic:claude-haiku-4-5", 200, claude).await.0, Refusal::Filtered);

    let moderation = json!({"error": {
        "code": 403, "message": "Your input was flagged", "metadata": {"reasons": ["violence"]},
    }});
    assert_eq!(refusal("openrouter:x/y", 403, moderation).await.0, Refusal::Filtered);
}

#[tokio::test]
async fn an_error_inside_of_a_good_status() {
    let inside = json!({"error": {"message": "No endpoints found", "code": 404}});
    assert_eq!(refusal("openrouter:x/y", 200, inside).await.0, Refusal::UnknownModel);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = server(200, &chat(&["ok"])).await;
    let server = MockServer::start().await;
    let to = ResponseTemplate::new(307).insert_header("location", elsewhere.uri().as_str());
    answers(&server, to).await;
    let error = Stage::at("openai:gpt-9", &server.uri()).error().await;
    assert!(error.to_string().contains("sends elsewhere"), "{error}");
    assert!(asked(&elsewhere).await.is_empty());
}

#[tokio::test]
async fn answers_that_make_no_sense_are_not_asked_for_again() {
    let whole = chat(&["ok"]).to_string();
    let bodies = [
        whole[..whole.len() / 2].to_owned(),
        String::new(),
        "<html>It works!</html>".to_owned(),
        "{}".to_owned(),
        chat(&[]).to_string(),
        chat(&["  \n"]).to_string(),
        chat(&["\nAnn: hi"]).to_string(),
        json!({"choices": [{"message": {"content": 5}}]}).to_string(),
        json!([1, 2]).to_string(),
    ];
    for body in bodies {
        let server = MockServer::start().await;
        answers(&server, ResponseTemplate::new(200).set_body_string(body.clone())).await;
        let error = Stage::at("compatible:m", &server.uri()).error().await;
        assert!(matches!(error, ModelError::Malformed(_)), "{body}: {error:?}");
        assert!(error.is_transient());
        assert_eq!(asked(&server).await.len(), 1, "{body}");
    }
}

#[tokio::test]
async fn what_an_answer_without_sense_took_is_told() {
    let body = json!({
        "choices": [],
        "usage": {"prompt_tokens": 40, "completion_tokens": 2},
    });
    let server = server(200, &body).await;
    let stage = Stage::at("compatible:m", &server.uri());
    assert!(matches!(stage.error().await, ModelError::Malformed(_)));
    let usage = stage.meter.taken().usage;
    assert_eq!((usage.prompt, usage.completion, usage.estimated), (40, 2, 0));
}

#[tokio::test]
async fn an_answer_without_end_is_not_read_to_its_end() {
    let server = MockServer::start().await;
    let endless = format!("\"{}\"", "a".repeat(5 * 1024 * 1024));
    answers(&server, ResponseTemplate::new(200).set_body_string(endless)).await;
    let error = Stage::at("compatible:m", &server.uri()).error().await;
    assert!(error.to_string().contains("longer than"), "{error}");
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_not_paid_for_twice() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/v1", listener.local_addr().unwrap());
    let serving = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        // The last field of the body that is sent.
        while !String::from_utf8_lossy(&request).contains("enable_thinking") {
            stream.read_buf(&mut request).await.unwrap();
        }
        let start = b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"choices\":";
        stream.write_all(start).await.unwrap();
        stream.shutdown().await.unwrap();
        listener
    });
    let error = Stage::at("compatible:m", &address).error().await;
    assert!(
        matches!(&error, ModelError::Malformed(what) if what.contains("broke off")),
        "{error:?}"
    );
    drop(serving.await.unwrap());
}

#[tokio::test]
async fn a_server_that_is_not_there() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = Stage::at("ollama:gemma3", &address).error().await;
    assert!(matches!(error, ModelError::Unavailable(_)), "{error:?}");
    let mut cause = &error as &dyn std::error::Error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    assert!(cause.to_string().to_lowercase().contains("refused"), "{cause}");
}
