//! Speaking by ElevenLabs and by OpenAI, and a voice of the owner's.

use std::sync::Arc;
use std::time::Duration;

use domain::{Mouth, MouthError, MouthRefusal, Words};
use serde_json::{Value, json};
use voice::note::{self, Limits, Rate};
use voice::speak::{
    ElevenLabs, ElevenLabsMouth, MouthChain, OpenAiMouth, SoundFormat, Subscription, VoiceSettings,
};
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

#[tokio::test]
async fn the_next_mouth_says_what_the_first_did_not() {
    let (first, second) = (MockServer::start().await, MockServer::start().await);
    answers(&first, ResponseTemplate::new(402)).await;
    answers(&second, spoken()).await;
    let clock = HandClock::new();
    let other =
        OpenAiMouth::new("openai:tts", "tts", "alloy", SoundFormat::Opus, site(&second, &clock));
    let chain = MouthChain::new(
        Arc::new(mouth(&first, &clock)),
        vec![Arc::new(other)],
        Arc::<HandClock>::clone(&clock),
    );
    assert_eq!(chain.longest(), 2_500);
    assert_eq!(chain.speak(&words()).await.unwrap().mouth, "openai:tts");
    let ailing = chain.ailing(domain::Clock::now(clock.as_ref()));
    assert_eq!(ailing.len(), 1);
    assert!(matches!(ailing[0].why, MouthError::Refused { refusal: MouthRefusal::Money, .. }));
}

#[tokio::test]
async fn models_that_speak_are_listed() {
    let server = MockServer::start().await;
    let body = json!([
        {"model_id": "eleven_multilingual_v2", "name": "Multilingual", "can_do_text_to_speech": true,
         "maximum_text_length_per_request": 10_000,
         "languages": [{"language_id": "ru", "name": "Russian"}]},
        {"model_id": "eleven_english_sts_v2", "name": "Speech to speech", "can_do_text_to_speech": false},
    ]);
    Mock::given(method("GET"))
        .and(path("/v1/models"))
        .and(header("xi-api-key", KEY))
        .respond_with(json(200, &body))
        .mount(&server)
        .await;
    let service = ElevenLabs::new(site(&server, &HandClock::new()));
    let models = service.models().await.unwrap();
    assert_eq!(models.len(), 1);
    assert_eq!(models[0].longest_text, Some(10_000));
    assert!(models[0].knows("ru") && !models[0].knows("en"));
}

#[tokio::test]
async fn a_voice_is_made_of_notes_and_deleted() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/v1/voices/add"))
        .respond_with(json(200, &json!({"voice_id": "new-1", "requires_verification": true})))
        .mount(&server)
        .await;
    Mock::given(method("DELETE"))
        .and(path("/v1/voices/new-1"))
        .respond_with(json(200, &json!({"status": "ok"})))
        .mount(&server)
        .await;
    answers(&server, json(400, &json!({"detail": {"status": "voice_not_found", "message": "-"}})))
        .await;
    let service = ElevenLabs::new(site(&server, &HandClock::new()));
    let made = service.clone_voice("Mira", &[tone(), tone()]).await.unwrap();
    assert_eq!((made.voice_id.as_str(), made.requires_verification), ("new-1", true));
    let request = &server.received_requests().await.unwrap()[0];
    let body = String::from_utf8_lossy(&request.body);
    assert!(body.contains("name=\"name\"\r\n\r\nMira\r\n"));
    assert!(body.contains("name=\"files\"; filename=\"voice-1.ogg\""));
    assert!(body.contains("name=\"files\"; filename=\"voice-2.ogg\""));
    service.delete_voice("new-1").await.unwrap();
    // What is gone is gone.
    service.delete_voice("new-2").await.unwrap();
}

#[tokio::test]
async fn the_plan_says_whether_a_voice_can_be_made() {
    let server = MockServer::start().await;
    let plan = |cloning: bool, used: u64| {
        json!({
            "tier": "starter", "character_count": 29_990, "character_limit": 30_000,
            "next_character_count_reset_unix": 1_774_000_000, "voice_slots_used": used,
            "voice_limit": 10, "can_use_instant_voice_cloning": cloning, "status": "active",
        })
    };
    Mock::given(path("/v1/user/subscription"))
        .respond_with(json(200, &plan(true, 3)))
        .mount(&server)
        .await;
    let service = ElevenLabs::new(site(&server, &HandClock::new()));
    let subscription = service.subscription().await.unwrap();
    assert_eq!(subscription.characters_left(), 10);
    subscription.check_cloning().unwrap();
    for plan in [plan(false, 3), plan(true, 10)] {
        let plan: Subscription = serde_json::from_value(plan).unwrap();
        let error = plan.check_cloning().unwrap_err();
        assert!(matches!(error, MouthError::Refused { refusal: MouthRefusal::Plan, .. }));
    }
}
