//! Who hears and who speaks, as people choose it in a browser.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use axum::body::Body;
use axum::http::{StatusCode, header};
use domain::{
    ChoiceError, Connector, KeyPlace, MadeVoice, ModelKeys, Mouth, MouthError, OwnerId, Spoken,
    VoiceChoice, VoiceMaker, Words,
};
use engine::{Engine, EngineMaker, Engines, VoiceSource};
use store::Store;

use crate::house::{Browser, House, PASSWORD};
use crate::stage::{self, StoppedClock};

/// What it says is always the same.
struct Parrot(String);

#[async_trait]
impl Mouth for Parrot {
    fn name(&self) -> &str {
        &self.0
    }

    fn longest(&self) -> usize {
        1_000
    }

    async fn speak(&self, _: &Words) -> Result<Spoken, MouthError> {
        Ok(Spoken {
            ogg: b"OggS said".to_vec(),
            duration: Duration::from_secs(1),
            waveform: [0; 63],
            mouth: self.0.clone(),
            took: Duration::ZERO,
            charged: 0,
        })
    }
}

/// Makes every mouth and no ear.
struct Parrots;

impl VoiceMaker for Parrots {
    fn make(&self, choice: &VoiceChoice, _: &ModelKeys) -> Result<MadeVoice, ChoiceError> {
        let mouth = (!choice.mouth.is_empty())
            .then(|| Arc::new(Parrot(choice.mouth.clone())) as Arc<dyn Mouth>);
        Ok(MadeVoice { ear: None, mouth })
    }

    fn key_places(&self, choice: &VoiceChoice) -> Result<Vec<KeyPlace>, ChoiceError> {
        let place = choice.mouth.clone();
        let is_public = !place.contains('@') && !place.starts_with("program");
        Ok(vec![KeyPlace { place, needed: false, variable: None, outside: false, is_public }])
    }
}

fn parrots() -> VoiceSource {
    VoiceSource { maker: Arc::new(Parrots), settings: VoiceChoice::default() }
}

struct Maker {
    store: Store,
    connector: Arc<dyn Connector>,
}

#[async_trait]
impl EngineMaker for Maker {
    async fn make(&self, owner: OwnerId) -> Result<Engine, engine::Error> {
        let (store, connector) = (self.store.clone(), Arc::clone(&self.connector));
        let engine = stage::engine(store, owner, connector, Arc::default()).await;
        engine.use_voice(parrots()).await?;
        Ok(engine)
    }
}

/// A house with voices, whose settings allow any address to everybody.
async fn house() -> (House, Browser) {
    let (mut house, anna) = House::of_anna().await;
    let stage = &house.stage;
    stage.engine.use_voice(parrots()).await.unwrap();
    let maker = Maker { store: stage.store.clone(), connector: Arc::clone(&stage.connector) };
    house.pages = web::router(web::Config {
        engines: Engines::new(stage.engine.clone(), Some(Arc::new(maker))),
        access: Some(house.access.clone()),
        webhooks: None,
        is_secure: false,
        behind_proxy: false,
        clock: Arc::new(StoppedClock),
        hosts: vec!["twin.example".to_owned()],
        any_model_address: true,
        demo: None,
        telegram: web::Telegram::default(),
        sandbox_control: None,
    });
    (house, anna)
}

#[tokio::test]
async fn only_administrators_have_the_server_run_programs_and_read_files() {
    let (house, mut anna) = house().await;
    let mut boris = house.joined_by_boris(&mut anna).await;
    for own in [
        "mouth=program:/bin/sh",
        "ear=whisper:/etc/passwd",
        "ear=openai:a&ear_fallback=whisper:/etc/passwd",
    ] {
        let refused = house.post(&mut boris, "/voice", own).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{own}");
        assert!(refused.body.contains("only administrators may choose"), "{}", refused.body);
    }
    assert!(house.get(&boris, "/voice").await.body.contains("Nobody speaks"));
    // Any address is allowed to him, too.
    let address = "mouth=compatible:m@http://10.0.0.1/v1&voice=v";
    let taken = house.post(&mut boris, "/voice", address).await;
    assert_eq!(taken.location.as_deref(), Some("/voice"), "{}", taken.body);

    let taken = house.post(&mut anna, "/voice", "mouth=program:/bin/say").await;
    assert_eq!(taken.location.as_deref(), Some("/voice"), "{}", taken.body);
}

#[tokio::test]
async fn a_program_is_chosen_after_a_proof() {
    let (house, mut anna) = house().await;
    house.pass(Duration::from_secs(10 * 60));
    let asked = house.post(&mut anna, "/voice", "mouth=program:/bin/say").await;
    assert!(asked.location.unwrap().starts_with("/confirm"));
    assert!(house.get(&anna, "/voice").await.body.contains("Nobody speaks"));
    let taken = house.post(&mut anna, "/voice", "mouth=openai:tts&voice=v").await;
    assert_eq!(taken.location.as_deref(), Some("/voice"), "{}", taken.body);

    house.post(&mut anna, "/confirm", &format!("password={PASSWORD}&next=/voice")).await;
    let taken = house.post(&mut anna, "/voice", "mouth=program:/bin/say").await;
    assert_eq!(taken.location.as_deref(), Some("/voice"), "{}", taken.body);
    assert!(house.get(&anna, "/voice").await.body.contains("program:/bin/say"));
}

#[tokio::test]
async fn what_was_said_is_sent_in_parts_where_a_browser_asks_so() {
    let (house, mut anna) = house().await;
    house.post(&mut anna, "/voice", "mouth=openai:tts&voice=v").await;
    house.post(&mut anna, "/voice/say", "text=Hi").await;
    let whole = house.get(&anna, "/voice/said").await;
    assert_eq!((whole.status, whole.body.as_str()), (StatusCode::OK, "OggS said"));
    let request = anna.request("GET", "/voice/said").header(header::RANGE, "bytes=5-");
    let part = house.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!((part.status, part.body.as_str()), (StatusCode::PARTIAL_CONTENT, "said"));
    assert_eq!(part.headers[header::CONTENT_RANGE], "bytes 5-8/9");
    assert_eq!(part.headers[header::CACHE_CONTROL], "no-store");
}
