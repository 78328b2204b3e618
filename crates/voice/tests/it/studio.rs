//! Making a voice of recordings at ElevenLabs, and what it says against that.

use domain::{
    MouthError, MouthRefusal, NewVoice, NoNewVoice, VoiceMade, VoiceStudio, VoiceTrouble,
};
use serde_json::{Value, json};
use voice::speak::ElevenLabs;
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::stage::{HandClock, KEY, answers, first_answers, json, site, times_asked, tone};

fn studio(server: &MockServer) -> ElevenLabs {
    ElevenLabs::new(site(server, &HandClock::new()))
}

async fn made(server: &MockServer) -> Result<VoiceMade, MouthError> {
    let recordings = [tone(), tone()];
    let voice = NewVoice { name: "Mira", about: "mark 1", recordings: &recordings };
    studio(server).make(&voice).await
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
    let models = studio(&server).models().await.unwrap();
    assert_eq!(models.len(), 1);
    assert_eq!(models[0].longest, Some(10_000));
    assert_eq!(
        (models[0].name.as_str(), &models[0].languages[..]),
        ("Multilingual", &["ru".to_owned()][..])
    );
}

#[tokio::test]
async fn voices_are_listed_with_whose_they_are() {
    let server = MockServer::start().await;
    let body = json!({"voices": [
        {"voice_id": "r", "name": "Rachel", "category": "premade", "description": null},
        {"voice_id": "m", "name": "Mira", "category": "cloned", "description": "mark 1",
         "voice_verification": {"requires_verification": true, "is_verified": false}},
    ]});
    Mock::given(path("/v1/voices")).respond_with(json(200, &body)).mount(&server).await;
    let voices = studio(&server).voices().await.unwrap();
    let told: Vec<_> =
        voices.iter().map(|of| (&*of.id, &*of.about, of.is_stock, of.unverified)).collect();
    assert_eq!(told, [("r", "", true, false), ("m", "mark 1", false, true)]);
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
    let voice = made(&server).await.unwrap();
    assert_eq!(voice, VoiceMade { id: "new-1".to_owned(), unverified: true });
    let request = &server.received_requests().await.unwrap()[0];
    let body = String::from_utf8_lossy(&request.body);
    assert!(body.contains("name=\"name\"\r\n\r\nMira\r\n"));
    assert!(body.contains("name=\"description\"\r\n\r\nmark 1\r\n"));
    assert!(body.contains("name=\"files\"; filename=\"voice-1.ogg\""));
    assert!(body.contains("name=\"files\"; filename=\"voice-2.ogg\""));
    studio(&server).delete("new-1").await.unwrap();
    // What is gone is gone.
    studio(&server).delete("new-2").await.unwrap();
}

#[tokio::test]
async fn a_voice_that_its_provider_does_not_know_any_more_is_deleted() {
    let gone = json!({"detail": {"status": "voice_does_not_exist", "message": "A voice with that id does not exist"}});
    for answer in [json(404, &gone), json(404, &json!({"detail": "Not Found"})), json(400, &gone)] {
        let server = MockServer::start().await;
        answers(&server, answer).await;
        studio(&server).delete("new-1").await.unwrap();
        assert_eq!(times_asked(&server).await, 1);
    }
    // What only cannot be reached is not.
    let server = MockServer::start().await;
    answers(&server, ResponseTemplate::new(503)).await;
    assert!(studio(&server).delete("new-1").await.unwrap_err().is_transient());
    let server = MockServer::start().await;
    answers(&server, json(401, &json!({"detail": {"status": "invalid_api_key", "message": "-"}})))
        .await;
    assert!(!studio(&server).delete("new-1").await.unwrap_err().is_transient());
}

#[tokio::test]
async fn a_voice_that_may_have_been_made_is_not_made_twice() {
    let server = MockServer::start().await;
    answers(&server, ResponseTemplate::new(502)).await;
    assert!(made(&server).await.unwrap_err().is_transient());
    assert_eq!(times_asked(&server).await, 1);

    // Where the provider says that it has not even begun, it is asked again.
    let server = MockServer::start().await;
    let busy = json!({"detail": {"status": "system_busy", "message": "try again"}});
    first_answers(&server, json(429, &busy)).await;
    answers(&server, json(200, &json!({"voice_id": "new-1"}))).await;
    assert!(!made(&server).await.unwrap().unverified);
    assert_eq!(times_asked(&server).await, 2);
}

#[tokio::test]
async fn errors_are_told_apart() {
    let refused = |status: &str| json!({"detail": {"status": status, "message": "-"}});
    let field =
        json!({"detail": [{"loc": ["body", "files"], "msg": "too short", "type": "value_error"}]});
    for (status, body, refusal, trouble) in [
        (401, refused("invalid_api_key"), MouthRefusal::Key, VoiceTrouble::Key),
        (401, refused("quota_exceeded"), MouthRefusal::Money, VoiceTrouble::Money),
        (400, refused("can_not_use_instant_voice_cloning"), MouthRefusal::Plan, VoiceTrouble::Plan),
        (400, refused("voice_limit_reached"), MouthRefusal::Plan, VoiceTrouble::Plan),
        (400, refused("corrupted_audio"), MouthRefusal::Request, VoiceTrouble::NotTaken),
        (422, field, MouthRefusal::Request, VoiceTrouble::NotTaken),
    ] {
        let server = MockServer::start().await;
        answers(&server, json(status, &body)).await;
        let error = made(&server).await.unwrap_err();
        assert_eq!(VoiceTrouble::from(&error), trouble, "{status} {body}");
        let is_told = matches!(error, MouthError::Refused { refusal: of, .. } if of == refusal);
        assert!(is_told, "{status} {body}: {error}");
        assert_eq!(times_asked(&server).await, 1, "{status} {body}");
    }
    let server = MockServer::start().await;
    answers(&server, json(429, &json!({"detail": {"status": "rate_limited", "message": "-"}})))
        .await;
    assert_eq!(VoiceTrouble::from(&made(&server).await.unwrap_err()), VoiceTrouble::Busy);
}

fn plan(cloning: bool, used: u64) -> Value {
    json!({
        "tier": "starter", "character_count": 29_990, "character_limit": 30_000,
        "next_character_count_reset_unix": 1_774_000_000, "voice_slots_used": used,
        "voice_limit": 10, "can_use_instant_voice_cloning": cloning, "status": "active",
    })
}

#[tokio::test]
async fn the_plan_says_whether_a_voice_can_be_made() {
    for (cloning, used, can) in
        [(true, 3, Ok(())), (false, 3, Err(NoNewVoice::Plan)), (true, 10, Err(NoNewVoice::Full))]
    {
        let server = MockServer::start().await;
        Mock::given(path("/v1/user/subscription"))
            .respond_with(json(200, &plan(cloning, used)))
            .mount(&server)
            .await;
        let plan = studio(&server).plan().await.unwrap();
        assert_eq!((plan.characters_left, plan.characters, plan.most_voices), (10, 30_000, 10));
        assert_eq!(plan.check(), can);
    }
}
