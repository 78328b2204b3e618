//! Voices that are made of the owner's own recordings: whatever ends in between, they are made once and deleted for
//! good; and in which voice a chat is spoken to.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use domain::policy::Aloud;
use domain::{
    Author, ChoiceError, ClonedVoice, Consent, KeyPlace, MadeOf, MadeVoice, MessageId, ModelKeys,
    Mouth, MouthError, MouthRefusal, NewVoice, NoSound, NoteKey, NoteMeasure, Recorded,
    SpeakingModel, Spoken, StudioVoice, VoiceChoice, VoiceId, VoiceMade, VoiceMaker, VoiceNote,
    VoicePlan, VoiceState, VoiceStudio, VoiceTrouble, Words,
};
use engine::{MeasuringBegun, NotBegun, TwinEvent, VoiceSource, WantedVoice};
use tokio::sync::oneshot;

use crate::stage::{ANNA, QUESTION, START, Stage};

/// Long enough for the slowest machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// Whoever makes voices: what there is, what was asked, and how the next calls fail.
#[derive(Default)]
struct Studio {
    voices: Mutex<Vec<StudioVoice>>,
    made: Mutex<Vec<Vec<Vec<u8>>>>,
    deleted: Mutex<Vec<String>>,
    /// How the making fails, after the voice was made.
    loses_answer: Mutex<Option<MouthError>>,
    refuses: Mutex<Option<MouthError>>,
    fails_to_delete: Mutex<Option<MouthError>>,
    has_no_room: Mutex<bool>,
    /// For what the next question about the plan waits.
    waits: Mutex<Option<oneshot::Receiver<()>>>,
}

#[async_trait]
impl VoiceStudio for Studio {
    async fn models(&self) -> Result<Vec<SpeakingModel>, MouthError> {
        Ok(vec![])
    }

    async fn voices(&self) -> Result<Vec<StudioVoice>, MouthError> {
        Ok(self.voices.lock().unwrap().clone())
    }

    async fn plan(&self) -> Result<VoicePlan, MouthError> {
        let waits = self.waits.lock().unwrap().take();
        if let Some(waits) = waits {
            waits.await.ok();
        }
        Ok(VoicePlan {
            name: "starter".to_owned(),
            characters_left: 1,
            characters: 2,
            renewed: None,
            makes_voices: true,
            voices: if *self.has_no_room.lock().unwrap() { 10 } else { 0 },
            most_voices: 10,
        })
    }

    async fn make(&self, voice: &NewVoice<'_>) -> Result<VoiceMade, MouthError> {
        if let Some(error) = self.refuses.lock().unwrap().take() {
            return Err(error);
        }
        self.made.lock().unwrap().push(voice.recordings.to_vec());
        self.voices.lock().unwrap().push(there("there-1", voice.about));
        match self.loses_answer.lock().unwrap().take() {
            Some(error) => Err(error),
            None => Ok(VoiceMade { id: "there-1".to_owned(), unverified: false }),
        }
    }

    async fn delete(&self, voice: &str) -> Result<(), MouthError> {
        if let Some(error) = self.fails_to_delete.lock().unwrap().take() {
            return Err(error);
        }
        self.deleted.lock().unwrap().push(voice.to_owned());
        self.voices.lock().unwrap().retain(|there| there.id != voice);
        Ok(())
    }
}

fn there(id: &str, about: &str) -> StudioVoice {
    StudioVoice {
        id: id.to_owned(),
        name: "Mine".to_owned(),
        about: about.to_owned(),
        is_stock: false,
        unverified: false,
    }
}

/// Says everything in its voice, and tells which that is.
struct Singer {
    name: String,
    voice: String,
}

#[async_trait]
impl Mouth for Singer {
    fn name(&self) -> &str {
        &self.name
    }

    fn longest(&self) -> usize {
        1_000
    }

    async fn speak(&self, _: &Words) -> Result<Spoken, MouthError> {
        Ok(Spoken {
            ogg: self.voice.clone().into_bytes(),
            duration: Duration::from_secs(2),
            waveform: [1; 63],
            mouth: self.name.clone(),
            took: Duration::ZERO,
            charged: 1,
        })
    }
}

/// Makes a singer for every voice.
struct Choir(Arc<Studio>);

impl VoiceMaker for Choir {
    fn make(&self, choice: &VoiceChoice, _: &ModelKeys) -> Result<MadeVoice, ChoiceError> {
        let (name, voice) = (choice.mouth.clone(), choice.voice.clone());
        let mouth =
            (!choice.mouth.is_empty()).then(|| Arc::new(Singer { name, voice }) as Arc<dyn Mouth>);
        Ok(MadeVoice { ear: None, mouth })
    }

    fn key_places(&self, _: &VoiceChoice) -> Result<Vec<KeyPlace>, ChoiceError> {
        Ok(vec![])
    }

    fn studio_place(&self, _: &VoiceChoice) -> KeyPlace {
        KeyPlace {
            place: "elevenlabs".to_owned(),
            takes_key: true,
            needed: false,
            variable: None,
            outside: false,
            is_public: true,
        }
    }

    fn mouth_at(&self, place: &str, model: Option<&str>) -> String {
        format!("{place}:{}", model.unwrap_or("usual"))
    }

    fn mouth_is_at(&self, mouth: &str, place: &str) -> bool {
        mouth.split(':').next() == Some(place)
    }

    fn studio(&self, _: &str, _: &ModelKeys) -> Result<Arc<dyn VoiceStudio>, ChoiceError> {
        Ok(Arc::clone(&self.0) as Arc<dyn VoiceStudio>)
    }

    /// As many seconds as there are bytes.
    fn measure(&self, note: &[u8]) -> Result<NoteMeasure, NoSound> {
        let duration = Duration::from_secs(note.len() as u64);
        Ok(NoteMeasure {
            duration,
            speech: duration,
            loudness: -20.0,
            noise: -60.0,
            clipped: 0.0,
            waveform: [0; 63],
        })
    }

    fn record(&self, recording: &[u8]) -> Result<Recorded, NoSound> {
        let note = VoiceNote { ogg: recording.to_vec(), seconds: 1, waveform: [0; 63] };
        Ok(Recorded { note, measure: self.measure(recording)? })
    }
}

async fn with_choir(stage: &Stage) -> Arc<Studio> {
    let studio = Arc::<Studio>::default();
    give(stage, &studio).await;
    studio
}

async fn give(stage: &Stage, studio: &Arc<Studio>) {
    let (mouth, voice) = ("elevenlabs:usual".to_owned(), "stock".to_owned());
    let settings = VoiceChoice { mouth, voice, ..VoiceChoice::default() };
    let maker = Arc::new(Choir(Arc::clone(studio)));
    stage.engine.use_voice(VoiceSource { maker, settings }).await.unwrap();
}

fn consent() -> Consent {
    Consent { at: START, text: "It is mine.".to_owned(), language: "en".to_owned() }
}

/// What is wanted of one recording of so many seconds.
async fn wanted(stage: &Stage, seconds: usize) -> WantedVoice {
    let recording = stage.engine.keep_recording(vec![7; seconds]).await.unwrap().unwrap();
    WantedVoice {
        name: "Mine".to_owned(),
        consent: consent(),
        account: None,
        notes: vec![],
        recordings: vec![recording.id],
    }
}

/// The only voice, once it is as it should be.
async fn voice_that(stage: &Stage, is: impl Fn(&[ClonedVoice]) -> bool) -> Option<ClonedVoice> {
    let looks = async {
        loop {
            let voices = stage.engine.cloned_voices().await.unwrap();
            if is(&voices) {
                return voices.into_iter().next();
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, looks).await.expect("the voice does not become so")
}

async fn made(stage: &Stage) -> ClonedVoice {
    let wanted = wanted(stage, 70).await;
    stage.engine.make_voice(wanted).await.unwrap().unwrap();
    stage.engine.voices_are_made().await;
    stage.engine.cloned_voices().await.unwrap().remove(0)
}

#[tokio::test]
async fn a_voice_is_made_of_one_to_three_minutes_and_what_was_recorded_is_forgotten() {
    let stage = Stage::set().await;
    let studio = with_choir(&stage).await;
    let engine = &stage.engine;
    for (seconds, not) in [
        (59, NotBegun::TooLittle(Duration::from_secs(59))),
        (181, NotBegun::TooMuch(Duration::from_secs(181))),
    ] {
        let wanted = wanted(&stage, seconds).await;
        assert_eq!(engine.make_voice(wanted).await.unwrap(), Err(not));
    }
    let nameless = WantedVoice { name: "  ".to_owned(), ..wanted(&stage, 71).await };
    assert_eq!(engine.make_voice(nameless).await.unwrap(), Err(NotBegun::Name));
    let mut twice = wanted(&stage, 40).await;
    twice.recordings.push(twice.recordings[0]);
    assert_eq!(engine.make_voice(twice).await.unwrap(), Err(NotBegun::RecordingGone));
    let voice = made(&stage).await;
    assert_eq!((voice.state, voice.voice.as_deref()), (VoiceState::Made, Some("there-1")));
    assert_eq!((voice.consent, voice.of.recordings), (consent(), 1));
    assert_eq!(*studio.made.lock().unwrap(), [vec![vec![7_u8; 70]]]);
    assert!(!engine.recordings().iter().any(|one| one.recorded.note.ogg.len() == 70));
}

#[tokio::test]
async fn only_the_owners_own_notes_are_measured_and_taken() {
    let mut stage = Stage::set().await;
    stage.online().await;
    let studio = with_choir(&stage).await;
    let own = stage.telegram.speaks(Author::Owner, 65, vec![1; 65]);
    let theirs = stage.telegram.speaks(Author::Other, 65, vec![2; 65]);
    let knows = async |id: MessageId| {
        while !stage.messages().await.iter().any(|message| message.id == id) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, knows(theirs.id)).await.expect("it comes");
    let begun = stage.engine.measure_own_notes(stage.account).await.unwrap();
    assert_eq!(begun, MeasuringBegun::Started);
    let measured = async {
        loop {
            let notes = stage.engine.own_notes(stage.account).await.unwrap().unwrap();
            if notes.measuring.is_none() && notes.notes.iter().all(|note| note.measure.is_some()) {
                return notes.notes;
            }
            tokio::task::yield_now().await;
        }
    };
    let notes = tokio::time::timeout(PATIENCE, measured).await.expect("they are measured");
    let [note] = &notes[..] else { panic!("one note: {notes:?}") };
    assert_eq!((note.message.id, note.proposed), (own.id, true));

    let key = |message| NoteKey { chat: ANNA, message };
    let wanted = |notes: Vec<NoteKey>| WantedVoice {
        name: "Mine".to_owned(),
        consent: consent(),
        account: Some(stage.account),
        notes,
        recordings: vec![],
    };
    for notes in [vec![key(theirs.id)], vec![key(own.id), key(theirs.id)]] {
        let not = stage.engine.make_voice(wanted(notes)).await.unwrap();
        assert_eq!(not, Err(NotBegun::NotTheirs));
    }
    stage.engine.make_voice(wanted(vec![key(own.id)])).await.unwrap().unwrap();
    stage.engine.voices_are_made().await;
    assert_eq!(*studio.made.lock().unwrap(), [vec![vec![1_u8; 65]]]);

    // With the account its voice goes, here and there.
    stage.engine.remove_account(stage.account).await.unwrap().unwrap();
    assert_eq!(voice_that(&stage, <[ClonedVoice]>::is_empty).await, None);
    assert_eq!(*studio.deleted.lock().unwrap(), ["there-1"]);
}

#[tokio::test]
async fn a_voice_whose_answer_was_lost_is_found_and_not_made_twice() {
    let stage = Stage::set().await;
    let studio = with_choir(&stage).await;
    *studio.loses_answer.lock().unwrap() = Some(MouthError::TimedOut(PATIENCE));
    let voice = made(&stage).await;
    assert_eq!((voice.state, voice.voice.as_deref()), (VoiceState::Made, Some("there-1")));
    assert_eq!(studio.made.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn what_the_provider_does_not_make_says_why() {
    let stage = Stage::set().await;
    let studio = with_choir(&stage).await;
    *studio.has_no_room.lock().unwrap() = true;
    let voice = made(&stage).await;
    assert_eq!((voice.state, voice.problem), (VoiceState::Failed, Some(VoiceTrouble::Full)));
    assert!(studio.made.lock().unwrap().is_empty(), "the plan is asked first");
    assert!(stage.engine.forget_voice(voice.id).await.unwrap());

    *studio.has_no_room.lock().unwrap() = false;
    let refusal = MouthRefusal::Request;
    let refused = MouthError::Refused { refusal, reason: "too noisy".to_owned() };
    *studio.refuses.lock().unwrap() = Some(refused);
    let voice = made(&stage).await;
    assert_eq!((voice.state, voice.problem), (VoiceState::Failed, Some(VoiceTrouble::NotTaken)));
}

#[tokio::test]
async fn what_was_cut_off_is_found_out_after_the_next_start() {
    let mut stage = Stage::set().await;
    let studio = with_choir(&stage).await;
    let (lost, found) = (VoiceId::new(START, 1), VoiceId::new(START, 2));
    stage.engine.stop().await;
    let mut tx = stage.store.begin(stage.engine.owner()).await.unwrap();
    for id in [lost, found] {
        let of = MadeOf { account: None, notes: 0, recordings: 1, spoken: PATIENCE };
        let voice = ClonedVoice {
            id,
            name: "Mine".to_owned(),
            place: "elevenlabs".to_owned(),
            voice: None,
            state: VoiceState::Making,
            problem: None,
            since: START,
            consent: consent(),
            of,
        };
        tx.add_cloned_voice(&voice).await.unwrap();
    }
    tx.commit().await.unwrap();
    studio.voices.lock().unwrap().push(there("there-2", &ClonedVoice::mark(found)));
    stage.restart().await;
    give(&stage, &studio).await;
    let is_settled =
        |voices: &[ClonedVoice]| voices.iter().all(|voice| voice.state != VoiceState::Making);
    voice_that(&stage, is_settled).await;
    let voices = stage.engine.cloned_voices().await.unwrap();
    assert_eq!((voices[0].id, voices[0].voice.as_deref()), (found, Some("there-2")));
    assert_eq!((voices[1].id, voices[1].problem), (lost, Some(VoiceTrouble::Interrupted)));
}

#[tokio::test]
async fn a_withdrawn_voice_is_deleted_as_soon_as_the_provider_can_be_reached() {
    let stage = Stage::set().await;
    let studio = with_choir(&stage).await;
    let voice = made(&stage).await;
    assert!(stage.engine.speak_in(voice.id, None).await.unwrap());
    *studio.fails_to_delete.lock().unwrap() = Some(MouthError::Unavailable("down".into()));
    stage.engine.withdraw_voice(voice.id).await.unwrap().unwrap();
    let now = stage.engine.voice().await.unwrap().unwrap();
    assert_eq!((now.speaks, now.choice.voice), (None, String::new()));
    let is_told = |voices: &[ClonedVoice]| {
        voices.iter().any(|voice| voice.problem == Some(VoiceTrouble::Unreachable))
    };
    voice_that(&stage, is_told).await;
    assert!(stage.engine.say_in(voice.id, "hi").await.unwrap().is_none(), "nobody says it");
    let moves = async {
        while !stage.engine.cloned_voices().await.unwrap().is_empty() {
            stage.clock.move_to(domain::Clock::now(stage.clock.as_ref()) + PATIENCE);
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, moves).await.expect("it is deleted");
    assert_eq!(*studio.deleted.lock().unwrap(), ["there-1"]);
}

#[tokio::test]
async fn what_is_taken_back_before_it_was_sent_is_not_sent() {
    let stage = Stage::set().await;
    let studio = with_choir(&stage).await;
    let (goes_on, waits) = oneshot::channel();
    *studio.waits.lock().unwrap() = Some(waits);
    let wanted = wanted(&stage, 70).await;
    let id = stage.engine.make_voice(wanted).await.unwrap().unwrap();
    stage.engine.withdraw_voice(id).await.unwrap().unwrap();
    goes_on.send(()).unwrap();
    assert_eq!(voice_that(&stage, <[ClonedVoice]>::is_empty).await, None);
    assert!(studio.made.lock().unwrap().is_empty(), "no recording was sent");
}

#[tokio::test]
async fn a_voice_that_was_made_late_is_deleted_when_it_is_forgotten() {
    let stage = Stage::set().await;
    let studio = with_choir(&stage).await;
    *studio.refuses.lock().unwrap() = Some(MouthError::TimedOut(PATIENCE));
    let voice = made(&stage).await;
    let lost = (VoiceState::Failed, Some(VoiceTrouble::Unreachable));
    assert_eq!((voice.state, voice.problem), lost);
    studio.voices.lock().unwrap().push(there("late", &ClonedVoice::mark(voice.id)));
    assert!(stage.engine.forget_voice(voice.id).await.unwrap());
    assert_eq!(voice_that(&stage, <[ClonedVoice]>::is_empty).await, None);
    assert_eq!(*studio.deleted.lock().unwrap(), ["late"]);
}

#[tokio::test]
async fn what_was_spoken_in_a_withdrawn_voice_is_written_instead_and_counted_all_the_same() {
    let mut stage = Stage::set().await;
    with_choir(&stage).await;
    stage.allows(|policy| policy.aloud = Aloud::Always).await;
    let voice = made(&stage).await;
    let engine = &stage.engine;
    assert!(engine.speak_in(voice.id, None).await.unwrap());
    stage.telegram.writes(Author::Other, QUESTION);
    stage.burst_passes().await;
    let (_, send_at) = stage.planned().await;
    stage.engine.withdraw_voice(voice.id).await.unwrap().unwrap();
    stage.clock.move_to(send_at);
    let typed = |event: &TwinEvent| match event {
        TwinEvent::Typing { .. } => Some(true),
        TwinEvent::Sent { .. } => Some(false),
        _ => None,
    };
    if stage.until(typed).await {
        stage.clock.move_to(stage.clock.now_and(60));
        stage.sent().await;
    }
    assert!(stage.telegram.spoken().is_empty(), "nothing is spoken in it any more");
    let day = Duration::from_secs(24 * 60 * 60);
    let used = stage.engine.voice_used(stage.account, START - day, START + day * 2).await.unwrap();
    let notes: u64 = used.unwrap().iter().map(|used| used.usage.spoke.notes).sum();
    assert_eq!(notes, 1, "it was paid for");
}

#[tokio::test]
async fn a_voice_of_the_owners_own_speaks_where_it_was_made_whoever_speaks_for_all() {
    // Also where nobody speaks for all.
    for for_all in ["piper:irina", ""] {
        let mut stage = Stage::set().await;
        let studio = with_choir(&stage).await;
        stage.allows(|policy| policy.aloud = Aloud::Always).await;
        made(&stage).await;
        let settings = VoiceChoice { mouth: for_all.to_owned(), ..VoiceChoice::default() };
        let maker = Arc::new(Choir(Arc::clone(&studio)));
        stage.engine.use_voice(VoiceSource { maker, settings }).await.unwrap();
        let engine = &stage.engine;
        assert!(engine.set_account_voice(stage.account, Some("there-1")).await.unwrap());
        stage.telegram.writes(Author::Other, QUESTION);
        stage.burst_passes().await;
        let speaks = |event: &TwinEvent| match event {
            TwinEvent::Speaking { mouth } => Some(mouth.clone()),
            TwinEvent::Planned { .. } => Some("nobody".to_owned()),
            _ => None,
        };
        assert_eq!(stage.until(speaks).await, "elevenlabs:usual", "beside {for_all:?}");
    }
}

#[tokio::test]
async fn a_chat_is_spoken_to_in_its_own_voice_else_in_that_of_the_account() {
    for (of_account, of_chat, voice) in
        [(None, None, "stock"), (Some("hers"), None, "hers"), (Some("hers"), Some("deep"), "deep")]
    {
        let mut stage = Stage::set().await;
        with_choir(&stage).await;
        stage.allows(|policy| policy.aloud = Aloud::Always).await;
        let engine = &stage.engine;
        assert!(engine.set_account_voice(stage.account, of_account).await.unwrap());
        assert!(engine.set_chat_voice(stage.account, ANNA, of_chat).await.unwrap());
        stage.telegram.writes(Author::Other, QUESTION);
        stage.burst_passes().await;
        let (_, send_at) = stage.planned().await;
        stage.clock.move_to(send_at);
        stage.sent().await;
        let spoken = stage.telegram.spoken();
        assert_eq!(spoken.last().map(|note| note.ogg.as_slice()), Some(voice.as_bytes()));
    }
}
