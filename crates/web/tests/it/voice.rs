//! Who hears and who speaks, as people choose it in a browser.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use axum::body::Body;
use axum::http::{StatusCode, header};
use domain::{
    Author, ChoiceError, Connector, Content, KeyPlace, MadeVoice, Message, MessageId, ModelKeys,
    Mouth, MouthError, NewVoice, NoSound, NoteKey, NoteMeasure, OwnerId, Recorded, SpeakingModel,
    Spoken, StudioVoice, VoiceChoice, VoiceMade, VoiceMaker, VoiceNote, VoicePlan, VoiceStudio,
    Words,
};
use engine::{Engine, EngineMaker, Engines, VoiceSource};
use store::Store;

use crate::house::{Browser, House, PASSWORD, between};
use crate::stage::{self, ANNA, Answer, NOW, StoppedClock};

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

fn measured() -> NoteMeasure {
    NoteMeasure {
        duration: Duration::from_secs(40),
        speech: Duration::from_secs(30),
        loudness: -20.0,
        noise: -60.0,
        clipped: 0.0,
        waveform: [0; 63],
    }
}

/// Whoever makes voices, and what was asked of them.
#[derive(Default)]
struct Nest {
    asked: Mutex<Vec<String>>,
    is_down: AtomicBool,
}

impl Nest {
    fn note(&self, what: String) -> Result<(), MouthError> {
        self.asked.lock().unwrap().push(what);
        match self.is_down.load(Ordering::SeqCst) {
            true => Err(MouthError::Unavailable("down".into())),
            false => Ok(()),
        }
    }
}

#[async_trait]
impl VoiceStudio for Nest {
    async fn models(&self) -> Result<Vec<SpeakingModel>, MouthError> {
        let (id, name) = ("eleven_v3".to_owned(), "Eleven v3".to_owned());
        Ok(vec![SpeakingModel { id, name, languages: vec!["ru".to_owned()], longest: None }])
    }

    async fn voices(&self) -> Result<Vec<StudioVoice>, MouthError> {
        Ok(vec![])
    }

    async fn plan(&self) -> Result<VoicePlan, MouthError> {
        Ok(VoicePlan {
            name: "starter".to_owned(),
            characters_left: 1,
            characters: 2,
            renewed: None,
            makes_voices: true,
            voices: 0,
            most_voices: 10,
        })
    }

    async fn make(&self, voice: &NewVoice<'_>) -> Result<VoiceMade, MouthError> {
        self.note(format!("make {} of {}", voice.name, voice.recordings.len()))?;
        Ok(VoiceMade { id: "there-1".to_owned(), unverified: false })
    }

    async fn delete(&self, voice: &str) -> Result<(), MouthError> {
        self.note(format!("delete {voice}"))
    }
}

/// Makes every mouth and no ear.
#[derive(Default)]
struct Parrots(Arc<Nest>);

impl VoiceMaker for Parrots {
    fn make(&self, choice: &VoiceChoice, _: &ModelKeys) -> Result<MadeVoice, ChoiceError> {
        let mouth = (!choice.mouth.is_empty())
            .then(|| Arc::new(Parrot(choice.mouth.clone())) as Arc<dyn Mouth>);
        Ok(MadeVoice { ear: None, mouth })
    }

    fn key_places(&self, choice: &VoiceChoice) -> Result<Vec<KeyPlace>, ChoiceError> {
        let place = choice.mouth.clone();
        let takes_key = !place.starts_with("program");
        let is_public = takes_key && !place.contains('@');
        let (needed, variable, outside) = (false, None, false);
        Ok(vec![KeyPlace { place, takes_key, needed, variable, outside, is_public }])
    }

    fn studio_place(&self, _: &VoiceChoice) -> KeyPlace {
        let place = "elevenlabs".to_owned();
        let (takes_key, needed, is_public) = (true, true, true);
        KeyPlace { place, takes_key, needed, variable: None, outside: false, is_public }
    }

    fn mouth_at(&self, place: &str, model: Option<&str>) -> String {
        format!("{place}:{}", model.unwrap_or("usual"))
    }

    fn mouth_is_at(&self, mouth: &str, place: &str) -> bool {
        mouth.split(':').next() == Some(place)
    }

    fn studio(&self, _: &str, keys: &ModelKeys) -> Result<Arc<dyn VoiceStudio>, ChoiceError> {
        match keys.get("elevenlabs") {
            Some(key) if !key.0.is_empty() => Ok(Arc::clone(&self.0) as Arc<dyn VoiceStudio>),
            _ => Err(ChoiceError::BadKey),
        }
    }

    fn measure(&self, _: &[u8]) -> Result<NoteMeasure, NoSound> {
        Ok(measured())
    }

    /// As many seconds as there are bytes.
    fn record(&self, recording: &[u8]) -> Result<Recorded, NoSound> {
        if recording.starts_with(b"ftyp") {
            return Err(NoSound::OtherForm("MP4"));
        }
        let duration = Duration::from_secs(recording.len() as u64);
        let note = VoiceNote { ogg: recording.to_vec(), seconds: 1, waveform: [0; 63] };
        Ok(Recorded { note, measure: NoteMeasure { duration, ..measured() } })
    }
}

/// Whoever makes voices there has no key yet.
pub(crate) fn parrots() -> VoiceSource {
    parrots_of(Arc::default())
}

fn parrots_of(nest: Arc<Nest>) -> VoiceSource {
    VoiceSource { maker: Arc::new(Parrots(nest)), settings: VoiceChoice::default() }
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
        bot_hooks: None,
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
    let page = house.get(&boris, "/voice").await.body;
    assert!(page.contains("Nobody speaks") && page.contains("so it is by default"), "{page}");
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
    let page = house.get(&anna, "/voice").await.body;
    assert!(page.contains("program:/bin/say"));
    assert!(!page.contains("field-key-program"), "a program takes no key");
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

impl House {
    /// Adds a recording as the page does.
    async fn record(&self, browser: &Browser, file: &str) -> Answer {
        let body = format!(
            "--x\r\nContent-Disposition: form-data; name=\"recording\"; filename=\"recording\"\r\n\r\n\
             {file}\r\n--x--\r\n"
        );
        let request = browser
            .request("POST", "/voices/recordings")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
        self.send(request.body(Body::from(body)).unwrap()).await
    }
}

/// A house whose owner has entered a key, and whoever makes voices there.
async fn with_nest() -> (House, Browser, Arc<Nest>) {
    let (house, mut anna) = House::of_anna().await;
    let nest = Arc::<Nest>::default();
    house.stage.engine.use_voice(parrots_of(Arc::clone(&nest))).await.unwrap();
    let page = house.get(&anna, "/voices").await.body;
    assert!(page.contains("needs a key of yours"), "{page}");
    let taken = house.post(&mut anna, "/voices/key", "key=xi").await;
    assert_eq!(taken.location.as_deref(), Some("/voices"), "{}", taken.body);
    (house, anna, nest)
}

#[tokio::test]
async fn a_voice_is_made_only_of_what_was_agreed_to_and_goes_when_that_is_taken_back() {
    let (house, mut anna, nest) = with_nest().await;
    let mp4 = house.record(&anna, "ftyp").await;
    assert_eq!(mp4.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(mp4.body.contains("This is MP4, which is not read here"), "{}", mp4.body);
    let taken = house.record(&anna, &"x".repeat(70)).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.body);
    let page = house.get(&anna, "/voices").await.body;
    let recording = between(&page, "name=\"recording\" value=\"", "\"").to_owned();
    let sound = house.get(&anna, &format!("/voices/recordings/{recording}/sound")).await;
    assert_eq!(sound.body.len(), 70);

    let without = format!("name=Mine&recording={recording}");
    let refused = house.post(&mut anna, "/voices", &without).await;
    assert!(refused.body.contains("tick that you agree"), "{}", refused.body);
    let too_little = house.post(&mut anna, "/voices", "name=Mine&consent=yes").await;
    assert!(too_little.body.contains("at least 1:00 is needed"), "{}", too_little.body);
    assert_eq!(*nest.asked.lock().unwrap(), Vec::<String>::new());

    let agreed = format!("{without}&consent=yes");
    let taken = house.post(&mut anna, "/voices", &agreed).await;
    assert_eq!(taken.location.as_deref(), Some("/voices"), "{}", taken.body);
    let engine = &house.stage.engine;
    engine.voices_are_made().await;
    assert_eq!(*nest.asked.lock().unwrap(), ["make Mine of 1"]);
    let page = house.get(&anna, "/voices").await.body;
    assert!(page.contains("Ready") && page.contains("This is my own voice"), "{page}");
    assert!(!page.contains(&recording), "what a voice was made of is not kept");

    let voice = engine.cloned_voices().await.unwrap()[0].id;
    house.post(&mut anna, &format!("/voices/{voice}/speak"), "").await;
    let chosen = engine.voice().await.unwrap().unwrap();
    assert_eq!((&*chosen.choice.voice, &*chosen.choice.mouth), ("there-1", "elevenlabs:usual"));
    nest.is_down.store(true, Ordering::SeqCst);
    house.post(&mut anna, &format!("/voices/{voice}/withdraw"), "").await;
    // Nobody speaks in it from now on, though the provider cannot be reached.
    let now = engine.voice().await.unwrap().unwrap();
    assert_eq!((now.speaks, &*now.choice.voice), (None, ""));
    assert!(!house.get(&anna, "/voices").await.body.contains("Speak in this voice"));
    let log = house.get(&anna, "/me/log").await.body;
    assert!(log.contains("A voice of own recordings was deleted"), "{log}");
}

#[tokio::test]
async fn nobody_elses_voice_is_picked() {
    let (house, mut anna, nest) = with_nest().await;
    let (stage, account) = (&house.stage, house.stage.account);
    let note = |id, author| Message {
        chat: ANNA,
        id: MessageId(id),
        author,
        sender: ANNA,
        sent_at: NOW,
        content: Content::Voice { seconds: Some(40), said: None },
        reply_to: None,
        forwarded: id == 903,
        via_bot: false,
        mentions_owner: false,
    };
    let mut tx = stage.store.begin(stage.engine.owner()).await.unwrap();
    let authors =
        [(901, Author::Other), (902, Author::Twin), (903, Author::Owner), (904, Author::Owner)];
    for (id, author) in authors {
        assert!(tx.insert_message(account, &note(id, author)).await.unwrap());
        let key = NoteKey { chat: ANNA, message: MessageId(id) };
        tx.keep_note_measure(account, key, &measured()).await.unwrap();
    }
    tx.commit().await.unwrap();
    let page = house.get(&anna, &format!("/voices?account={account}")).await.body;
    assert!(page.contains("value=\"7:904\""), "{page}");
    for other in ["7:901", "7:902", "7:903", "7:999"] {
        assert!(!page.contains(&format!("value=\"{other}\"")), "{other}");
        let form = format!("name=x&consent=yes&account={account}&note=7:904&note={other}");
        let refused = house.post(&mut anna, "/voices", &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{other}");
        assert!(refused.body.contains("that you have spoken yourself"), "{other}");
    }
    // Nor is one taken twice to make up the minute.
    let twice = format!("name=x&consent=yes&account={account}&note=7:904&note=7:904");
    assert!(house.post(&mut anna, "/voices", &twice).await.body.contains("each once"));
    assert_eq!(*nest.asked.lock().unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn what_the_plan_allows_is_shown() {
    let (house, anna, _) = with_nest().await;
    let page = house.get(&anna, "/voices/studio").await.body;
    assert!(page.contains("starter") && page.contains("0 of 10"), "{page}");
    assert!(page.contains("Eleven v3") || page.contains("makes voices"), "{page}");
}
