//! Speaking by ElevenLabs and by OpenAI.

use std::sync::Arc;
use std::time::Duration;

use domain::{Mouth, MouthError, MouthRefusal, Words};
use serde_json::{Value, json};
use voice::note::{self, Limits, Rate};
use voice::speak::{ElevenLabs, ElevenLabsMouth, OpenAiMouth, SoundFormat, VoiceSettings};
use wiremock::matchers::{body_partial_json, header, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::stage::{HandClock, KEY, answers, first_answers, json, site, times_asked, tone, words};

fn mouth(server: &MockServer, clock: &Arc<HandClock>) -> ElevenLabsMouth {
    let service = Arc::new(ElevenLabs::new(site(server, clock)));
    let settings = VoiceSettings { stability: Some(0.4), speed: Some(1.05), ..Default::default() };
    ElevenLabsMouth::new("elevenlabs:eleven_v3", service, "voice-1", "eleven_v3", settings)
}

fn spoken() -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(tone(), "audio/ogg")
}

#[tokio::test]
async fn elevenlabs_is_asked_for_opus_and_its_note_goes_out_as_it_came() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/v1/text-to-speech/voice-1"))
        .and(query_param("output_format", "opus_48000_32"))
        .and(header("xi-api-key", KEY))
        .and(header("content-type", "application/json"))
        .and(body_partial_json(json!({
            "text": "Привет, я уже выхожу из дома",
            "model_id": "eleven_v3",
            "previous_text": "Алло",
            "language_code": "ru",
            "seed": 7,
            "voice_settings": {"stability": 0.4, "speed": 1.05},
        })))
        .respond_with(spoken().insert_header("character-cost", "14"))
        .mount(&server)
        .await;
    let spoken = mouth(&server, &HandClock::new()).speak(&words()).await.unwrap();
    assert_eq!(spoken.ogg, tone());
    assert_eq!(spoken.duration, Duration::from_secs(1));
    assert_eq!(spoken.charged, 14);
    assert!(spoken.waveform.iter().any(|byte| *byte > 0));
}

#[tokio::test]
async fn what_is_no_note_yet_becomes_one() {
    let server = MockServer::start().await;
    let mut wav = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0".to_vec();
    wav.extend(24_000_u32.to_le_bytes());
    wav.extend(48_000_u32.to_le_bytes());
    wav.extend([2, 0, 16, 0]);
    wav.extend(b"data\xff\xff\xff\xff");
    wav.extend([0x10, 0x20].repeat(12_000));
    answers(&server, ResponseTemplate::new(200).set_body_raw(wav, "audio/wav")).await;
    let mouth = OpenAiMouth::new(
        "compatible:tts",
        "tts",
        "alloy",
        SoundFormat::Wav,
        site(&server, &HandClock::new()),
    );
    let spoken = mouth.speak(&words()).await.unwrap();
    assert_eq!(spoken.duration, Duration::from_millis(500));
    let samples = note::decode(&spoken.ogg, Rate::FortyEight, Limits::default()).unwrap();
    assert_eq!(samples.len(), 24_000);
    let request = &server.received_requests().await.unwrap()[0];
    assert_eq!(request.url.path(), "/v1/audio/speech");
    let asked: Value = request.body_json().unwrap();
    assert_eq!(asked["response_format"], "wav");
    assert_eq!(asked["voice"], "alloy");
}

async fn refusal(status: u16, body: Value) -> (MouthRefusal, String, usize) {
    let server = MockServer::start().await;
    answers(&server, json(status, &body)).await;
    match mouth(&server, &HandClock::new()).speak(&words()).await {
        Err(MouthError::Refused { refusal, reason }) => {
            (refusal, reason, times_asked(&server).await)
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn refusals_say_what_to_do_and_are_not_tried_again() {
    let detail =
        |status: &str, message: &str| json!({"detail": {"status": status, "message": message}});
    let field = json!({"detail": [
        {"loc": ["body", "voice_settings", "stability"], "msg": "must be at most 1", "type": "value_error"},
    ]});
    let table = [
        (401, detail("invalid_api_key", &format!("Invalid API key {KEY}")), MouthRefusal::Key),
        (401, detail("quota_exceeded", "You have 3 credits remaining"), MouthRefusal::Money),
        (401, detail("missing_permissions", "text_to_speech is missing"), MouthRefusal::Key),
        (
            400,
            detail("max_character_limit_exceeded", "The text is too long"),
            MouthRefusal::TooLong,
        ),
        (
            400,
            detail("voice_not_found", "A voice with id voice-1 was not found"),
            MouthRefusal::UnknownVoice,
        ),
        (404, detail("", "no such voice"), MouthRefusal::UnknownVoice),
        (400, detail("model_not_found", "no such model"), MouthRefusal::UnknownModel),
        (403, detail("subscription_required", "Upgrade your plan"), MouthRefusal::Plan),
        (400, detail("voice_not_verified", "Verify the voice"), MouthRefusal::Unverified),
        (422, field, MouthRefusal::Request),
    ];
    for (status, body, expected) in table {
        let (refusal, reason, times) = refusal(status, body.clone()).await;
        assert_eq!((refusal, times), (expected, 1), "{body} {reason}");
        assert!(!reason.contains("secret"), "{reason}");
        if status == 422 {
            assert_eq!(reason, "stability: must be at most 1");
        }
    }
}

#[tokio::test]
async fn what_was_to_be_said_is_in_no_error() {
    let repeated = format!("cannot say: {}", words().text);
    let (_, reason, _) =
        refusal(400, json!({"detail": {"status": "x", "message": repeated}})).await;
    assert!(!reason.contains("Привет"), "{reason}");
}

#[tokio::test]
async fn nor_is_what_was_said_before() {
    let before = "до встречи у старой мельницы";
    let message = format!("bad previous_text: {before}");
    let server = MockServer::start().await;
    answers(&server, json(400, &json!({"detail": {"status": "x", "message": message}}))).await;
    let words = Words { before: before.to_owned(), ..words() };
    let error = mouth(&server, &HandClock::new()).speak(&words).await.unwrap_err().to_string();
    assert!(!error.contains("мельницы"), "{error}");
}

#[tokio::test]
async fn more_than_the_plan_allows_at_once_waits_in_the_queue() {
    let server = MockServer::start().await;
    let crowded = json!({"detail": {"status": "too_many_concurrent_requests", "message": "wait"}});
    // More often than a failing provider is asked again.
    Mock::given(method("POST"))
        .respond_with(json(429, &crowded))
        .up_to_n_times(5)
        .mount(&server)
        .await;
    answers(&server, spoken()).await;
    mouth(&server, &HandClock::new()).speak(&words()).await.unwrap();
    assert_eq!(times_asked(&server).await, 6);
}

#[tokio::test]
async fn a_queue_that_does_not_move_is_left_in_time() {
    let server = MockServer::start().await;
    let crowded = json!({"detail": {"status": "too_many_concurrent_requests", "message": "wait"}});
    answers(&server, json(429, &crowded)).await;
    let error = mouth(&server, &HandClock::new()).speak(&words()).await.unwrap_err();
    let told = matches!(error, MouthError::RateLimited { .. } | MouthError::TimedOut(_));
    assert!(told, "{error}");
}

#[tokio::test]
async fn a_busy_system_is_asked_again_a_few_times() {
    let busy = json!({"detail": {"status": "system_busy", "message": "try again"}});
    let server = MockServer::start().await;
    first_answers(&server, json(429, &busy)).await;
    answers(&server, spoken()).await;
    mouth(&server, &HandClock::new()).speak(&words()).await.unwrap();
    assert_eq!(times_asked(&server).await, 2);

    let server = MockServer::start().await;
    answers(&server, json(429, &busy)).await;
    let error = mouth(&server, &HandClock::new()).speak(&words()).await.unwrap_err();
    assert!(matches!(error, MouthError::Unavailable(_)), "{error}");
    assert_eq!(times_asked(&server).await, 3);
}

#[tokio::test]
async fn a_text_that_is_too_long_is_not_sent() {
    let server = MockServer::start().await;
    let mouth = mouth(&server, &HandClock::new());
    let long = Words { text: "а".repeat(mouth.longest() + 1), ..words() };
    let error = mouth.speak(&long).await.unwrap_err();
    assert!(matches!(error, MouthError::Refused { refusal: MouthRefusal::TooLong, .. }), "{error}");
    assert_eq!(times_asked(&server).await, 0);
}

#[tokio::test]
async fn sound_that_is_none_is_no_note() {
    let server = MockServer::start().await;
    answers(&server, ResponseTemplate::new(200).set_body_raw(b"ID3\x04".to_vec(), "audio/mpeg"))
        .await;
    let error = mouth(&server, &HandClock::new()).speak(&words()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the voice's answer makes no sense: what came is MP3: choose Opus or WAV"
    );
}
