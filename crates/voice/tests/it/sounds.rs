//! What people send beside voice notes: the files in `sounds`, each a tone of 440 Hz, as ffmpeg writes them.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use domain::{Ear, EarError, EarRefusal, Heard, Note};
use voice::hear::AnySound;
use voice::note::{self, Limits, NoteError, Rate};
use voice::sound::to_note;

const ROUND: &[u8] = include_bytes!("sounds/round.mp4");

/// The files, and how long they play in milliseconds.
pub(crate) const FILES: [(&str, &[u8], u64); 6] = [
    ("round.mp4", ROUND, 1_500),
    ("music.m4a", include_bytes!("sounds/music.m4a"), 1_500),
    ("music.mp3", include_bytes!("sounds/music.mp3"), 1_500),
    ("music.ogg", include_bytes!("sounds/music.ogg"), 1_500),
    ("music.flac", include_bytes!("sounds/music.flac"), 1_500),
    ("music.wav", include_bytes!("sounds/music.wav"), 500),
];

/// How often a sound rises through nothing in a second.
fn height(sound: &[f32]) -> f64 {
    let inner = &sound[sound.len() / 5..sound.len() * 4 / 5];
    let rises = inner.windows(2).filter(|pair| pair[0] < 0.0 && pair[1] >= 0.0).count();
    rises as f64 * 48_000.0 / inner.len() as f64
}

#[test]
fn whatever_people_send_becomes_a_note_of_the_same_sound() {
    for (name, file, milliseconds) in FILES {
        let made =
            to_note(file, Limits::default()).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(note::is_note(&made), "{name}");
        let sound = note::decode(&made, Rate::FortyEight, Limits::default()).unwrap();
        let height = height(&sound);
        assert!((430.0..450.0).contains(&height), "{name}: {height} Hz");
        // Some formats do not say where their last packet ends.
        let length = sound.len() as u64 * 1_000 / 48_000;
        assert!((milliseconds - 40..milliseconds + 120).contains(&length), "{name}: {length} ms");
        let loudest = sound.iter().fold(0.0_f32, |most, sample| most.max(sample.abs()));
        assert!((0.05..0.3).contains(&loudest), "{name}: {loudest}");
    }
}

#[test]
fn a_file_that_is_cut_off_is_heard_up_to_there_and_one_without_sound_is_told() {
    let (_, mp3, _) = FILES[2];
    let made = to_note(&mp3[..mp3.len() / 2], Limits::default()).unwrap();
    let length = note::duration(&made, Limits::default()).unwrap();
    assert!(length > Duration::from_millis(300) && length < Duration::from_millis(1_000));
    let silent = to_note(include_bytes!("sounds/silent.mp4"), Limits::default());
    assert_eq!(silent, Err(NoteError::Empty));
}

/// Remembers what it was given.
#[derive(Default)]
struct Given(Mutex<Vec<Note>>);

#[async_trait]
impl Ear for Given {
    fn name(&self) -> &str {
        "given"
    }

    async fn hear(&self, note: &Note) -> Result<Heard, EarError> {
        self.0.lock().unwrap().push(note.clone());
        Ok(Heard {
            text: "да".to_owned(),
            language: None,
            ear: "given".to_owned(),
            took: Duration::ZERO,
            charged: note.duration,
        })
    }
}

#[tokio::test]
async fn an_ear_gets_what_is_said_in_a_video_and_none_of_its_pictures() {
    let given = Arc::new(Given::default());
    let ear = AnySound::new(Arc::clone(&given) as Arc<dyn Ear>, Limits::default());
    assert_eq!(ear.name(), "given");
    let seconds = Duration::from_secs(9);
    let video =
        Note { ogg: ROUND.to_vec(), duration: seconds, language: Some("ru".into()), message: None };
    let heard = ear.hear(&video).await.unwrap();
    let note = to_note(ROUND, Limits::default()).unwrap();
    assert!(heard.charged < Duration::from_secs(2), "what is there counts, not what is said of it");
    ear.hear(&Note { ogg: note.clone(), ..video.clone() }).await.unwrap();
    let got = given.0.lock().unwrap().clone();
    assert!(got.iter().all(|given| given.ogg == note && given.language.as_deref() == Some("ru")));
    assert_eq!(got[1].duration, seconds, "a voice note is given as it came");

    let page = Note { ogg: b"<html>".to_vec(), ..video.clone() };
    let refused = ear.hear(&page).await;
    assert!(
        matches!(refused, Err(EarError::Refused { refusal: EarRefusal::NotSound, .. })),
        "{refused:?}"
    );
    let short = Limits { duration: Duration::from_secs(1), ..Limits::default() };
    let refused = AnySound::new(given, short).hear(&video).await;
    assert!(
        matches!(refused, Err(EarError::Refused { refusal: EarRefusal::TooLong, .. })),
        "{refused:?}"
    );
}
