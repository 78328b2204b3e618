//! Hearing by OpenAI, and by who speaks as it does.

use std::sync::Arc;
use std::time::Duration;

use domain::{Ear, EarError, EarRefusal, Note};
use serde_json::json;
use voice::hear::{EarChain, OpenAiEar};
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::stage::{HandClock, KEY, a_note, answers, first_answers, site, times_asked};

fn ear(server: &MockServer, clock: &Arc<HandClock>) -> OpenAiEar {
    OpenAiEar::new("openai:gpt-transcribe", OpenAiEar::MODEL, site(server, clock))
}

fn heard() -> ResponseTemplate {
    crate::stage::json(
        200,
        &json!({
            "text": " Привет,\nкак дела? ",
            "usage": {"type": "duration", "seconds": 1},
        }),
    )
}

#[tokio::test]
async fn a_note_is_sent_as_a_form_and_its_words_come_back_on_one_line() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/v1/audio/transcriptions"))
        .and(header("authorization", format!("Bearer {KEY}").as_str()))
        .respond_with(heard())
        .mount(&server)
        .await;
    let note = a_note();
    let heard = ear(&server, &HandClock::new()).hear(&note).await.unwrap();
    assert_eq!(heard.text, "Привет, как дела?");
    assert_eq!(heard.language.as_deref(), Some("ru"));
    assert_eq!(heard.ear, "openai:gpt-transcribe");
    assert_eq!(heard.charged, Duration::from_secs(1));

    let request = &server.received_requests().await.unwrap()[0];
    let kind = request.headers["content-type"].to_str().unwrap();
    assert!(kind.starts_with("multipart/form-data; boundary="), "{kind}");
    let body = String::from_utf8_lossy(&request.body);
    for part in [
        "name=\"file\"; filename=\"voice.ogg\"\r\nContent-Type: audio/ogg\r\n\r\nOggS",
        "name=\"model\"\r\n\r\ngpt-transcribe\r\n",
        "name=\"response_format\"\r\n\r\njson\r\n",
        "name=\"language\"\r\n\r\nru\r\n",
    ] {
        assert!(body.contains(part), "{part}");
    }
    assert!(request.body.windows(note.ogg.len()).any(|window| window == note.ogg));
}

async fn refusal(status: u16, body: serde_json::Value) -> (EarRefusal, String, usize) {
    let server = MockServer::start().await;
    answers(&server, crate::stage::json(status, &body)).await;
    match ear(&server, &HandClock::new()).hear(&a_note()).await {
        Err(EarError::Refused { refusal, reason }) => (refusal, reason, times_asked(&server).await),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn refusals_say_what_to_do_and_are_not_tried_again() {
    let error = |code: &str, message: &str| {
        json!({"error": {
            "message": message, "type": "invalid_request_error", "param": null, "code": code,
        }})
    };
    let table = [
        (401, error("invalid_api_key", &format!("Incorrect API key: {KEY}.")), EarRefusal::Key),
        (404, error("model_not_found", "The model does not exist"), EarRefusal::UnknownModel),
        (429, error("insufficient_quota", "You exceeded your quota"), EarRefusal::Money),
        (
            413,
            json!({"error": {"message": "Maximum content size limit exceeded"}}),
            EarRefusal::TooLong,
        ),
        (400, error("", "Invalid file format. Supported: ogg"), EarRefusal::NotSound),
        (400, error("audio_too_short", "Audio file is too short."), EarRefusal::NotSound),
        (400, json!({"detail": "what?"}), EarRefusal::Request),
    ];
    for (status, body, expected) in table {
        let (refusal, reason, times) = refusal(status, body).await;
        assert_eq!((refusal, times), (expected, 1), "{status} {reason}");
        assert!(!reason.contains("secret"), "{reason}");
    }
}

#[tokio::test]
async fn what_passes_is_waited_for() {
    let limited = ResponseTemplate::new(429).insert_header("retry-after", "3");
    for (first, least) in [(limited, 3_000), (ResponseTemplate::new(503), 500)] {
        let server = MockServer::start().await;
        first_answers(&server, first).await;
        answers(&server, heard()).await;
        let heard = ear(&server, &HandClock::new()).hear(&a_note()).await.unwrap();
        assert!(heard.took >= Duration::from_millis(least), "{:?}", heard.took);
        assert_eq!(times_asked(&server).await, 2);
    }
}

#[tokio::test]
async fn a_file_that_is_too_large_is_not_sent() {
    let server = MockServer::start().await;
    let note = Note { ogg: vec![0; OpenAiEar::LARGEST + 1], ..a_note() };
    let error = ear(&server, &HandClock::new()).hear(&note).await.unwrap_err();
    assert!(matches!(error, EarError::Refused { refusal: EarRefusal::TooLong, .. }), "{error}");
    assert_eq!(times_asked(&server).await, 0);
}

#[tokio::test]
async fn what_is_no_answer_is_called_so() {
    let server = MockServer::start().await;
    answers(&server, ResponseTemplate::new(200).set_body_string("<html>SECRET</html>")).await;
    let error = ear(&server, &HandClock::new()).hear(&a_note()).await.unwrap_err();
    assert!(matches!(error, EarError::Malformed(_)), "{error}");
    assert!(!format!("{error:?}").contains("SECRET"), "{error:?}");
}

#[tokio::test]
async fn the_next_ear_hears_what_the_first_did_not_and_the_owner_sees_why() {
    let (first, second) = (MockServer::start().await, MockServer::start().await);
    answers(&first, ResponseTemplate::new(401)).await;
    answers(&second, heard()).await;
    let clock = HandClock::new();
    let other = OpenAiEar::new("compatible:small", "small", site(&second, &clock));
    let chain = EarChain::new(
        Arc::new(ear(&first, &clock)),
        vec![Arc::new(other)],
        Arc::<HandClock>::clone(&clock),
    );
    assert_eq!(chain.name(), "openai:gpt-transcribe > compatible:small");
    let heard = chain.hear(&a_note()).await.unwrap();
    assert_eq!(heard.ear, "compatible:small");
    let ailing = chain.ailing(domain::Clock::now(clock.as_ref()));
    assert_eq!(ailing.len(), 1);
    assert_eq!(ailing[0].ear, "openai:gpt-transcribe");
    assert!(matches!(ailing[0].why, EarError::Refused { refusal: EarRefusal::Key, .. }));
}
