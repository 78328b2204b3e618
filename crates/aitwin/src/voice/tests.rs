//! Which ears and mouths a choice makes.

use super::*;
use crate::clock::SystemClock;

pub(super) fn voices(variable: fn(&str) -> Option<String>) -> Voices {
    let models = PathBuf::from("models");
    let made = Voices::new(Arc::new(SystemClock), models, BTreeMap::new()).unwrap();
    Voices { variable, ..made }
}

pub(super) fn nothing(_: &str) -> Option<String> {
    None
}

pub(super) fn choice(ear: &str, mouth: &str) -> VoiceChoice {
    let (ear, mouth, voice) = (ear.to_owned(), mouth.to_owned(), "v".to_owned());
    VoiceChoice { ear, mouth, voice, ..VoiceChoice::default() }
}

fn problem(choice: &VoiceChoice) -> ChoiceError {
    voices(nothing).make(choice, &ModelKeys::new()).err().unwrap()
}

#[test]
fn nothing_is_chosen_and_nobody_hears_or_speaks() {
    let made = voices(nothing).make(&VoiceChoice::default(), &ModelKeys::new()).ok().unwrap();
    assert!(made.ear.is_none() && made.mouth.is_none());
}

#[test]
fn a_key_of_the_environment_goes_to_the_provider_only() {
    let variable = |name: &str| (name == "OPENAI_API_KEY").then(|| "sk-x".to_owned());
    let voices = voices(variable);
    let chosen = choice("openai:gpt-transcribe", "compatible:tts@http://127.0.0.1:9/v1");
    assert!(voices.make(&chosen, &ModelKeys::new()).is_ok());
    let places = voices.key_places(&chosen).unwrap();
    let told: Vec<_> = places.iter().map(|at| (&*at.place, at.outside, at.is_public)).collect();
    assert_eq!(told, [("openai", true, true), ("compatible@http://127.0.0.1:9/v1", false, false)]);
}

#[test]
fn a_key_of_a_file_is_taken_after_the_owners_own_and_is_for_one_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("elevenlabs.key");
    let made = |key_files: BTreeMap<String, PathBuf>| Voices { key_files, ..voices(nothing) };
    let with_file = made([("elevenlabs".to_owned(), path.clone())].into());
    let chosen = choice("", "elevenlabs:eleven_v3");
    let problem = |keys: &ModelKeys| with_file.make(&chosen, keys).err();
    assert!(matches!(problem(&ModelKeys::new()), Some(ChoiceError::KeyFile { .. })));
    let own = ModelKeys::from([("elevenlabs".to_owned(), ModelKey("xi".to_owned().into()))]);
    assert_eq!(problem(&own), None);
    std::fs::write(&path, "xi-of-a-file\n").unwrap();
    assert_eq!(problem(&ModelKeys::new()), None);
    assert!(with_file.key_places(&chosen).unwrap()[0].outside);
    assert!(with_file.studio_place(&VoiceChoice::default()).outside);
    assert!(with_file.studio("elevenlabs", &ModelKeys::new()).is_ok());
    let other = choice("", "openai:tts");
    let missing = with_file.make(&other, &ModelKeys::new()).err();
    assert!(matches!(missing, Some(ChoiceError::NoKey { .. })));
    let elsewhere = choice("", "elevenlabs:eleven_v3@http://127.0.0.1:9/v1");
    assert!(!with_file.key_places(&elsewhere).unwrap()[0].outside, "it goes nowhere else");
}

#[test]
fn one_provider_has_one_key_for_both() {
    let places = voices(nothing).key_places(&choice("openai:a", "openai:b")).unwrap();
    assert_eq!(places.len(), 1);
    assert!(places[0].needed);
}

#[test]
fn telegrams_own_ear_needs_no_key() {
    let mut chosen = choice("telegram", "");
    chosen.ear_fallback = vec!["compatible:w@http://127.0.0.1:9/v1".to_owned()];
    let made = voices(nothing).make(&chosen, &ModelKeys::new()).ok().unwrap();
    let name = made.ear.unwrap().name().to_owned();
    assert_eq!(name, "telegram > compatible:w@http://127.0.0.1:9/v1");
    let places = voices(nothing).key_places(&chosen).unwrap();
    assert_eq!(places.len(), 1, "only the other has a place for one");
    assert!(matches!(problem(&choice("", "telegram")), ChoiceError::UnknownProvider { .. }));
}

#[test]
fn what_the_server_runs_is_no_providers() {
    for mouth in ["program:/bin/x", "piper:ru_RU-denis-medium"] {
        let places = voices(nothing).key_places(&choice("whisper:base", mouth));
        assert!(places.unwrap().iter().all(|place| !place.is_public));
    }
}

#[test]
fn a_model_whose_file_is_missing_is_named_as_it_is_pulled() {
    let missing = |ear: &str, mouth: &str| match problem(&choice(ear, mouth)) {
        ChoiceError::NoFile { path, name } => (path, name),
        other => panic!("{other}"),
    };
    let of = |path: &str, name: &str| (path.to_owned(), name.to_owned());
    assert_eq!(missing("whisper:base", ""), of("models/ggml-base.bin", "whisper:base"));
    assert_eq!(missing("whisper:/a/b.bin", ""), of("/a/b.bin", "whisper:/a/b.bin"));
    let voice = "piper:ru_RU-denis-medium";
    assert_eq!(missing("", voice), of("models/ru_RU-denis-medium.onnx", voice));
}

#[test]
fn a_program_that_is_not_there_is_not_taken() {
    let missing = |program: &str| problem(&choice("", &format!("program:{program}")));
    for program in ["/nowhere/speak", "no-such-program-anywhere", "/", "Cargo.toml"] {
        assert_eq!(missing(program), ChoiceError::NoProgram { program: program.to_owned() });
    }
    for program in ["/bin/sh", "sh"] {
        let chosen = choice("", &format!("program:{program}"));
        let made = voices(nothing).make(&chosen, &ModelKeys::new()).ok().unwrap();
        assert_eq!(made.mouth.unwrap().name(), format!("program:{program}"));
    }
}

#[test]
fn what_cannot_be_made_is_told() {
    assert!(matches!(
        problem(&choice("opneai:x", "")),
        ChoiceError::UnknownProvider { given, .. } if given == "opneai:x"
    ));
    assert!(matches!(
        problem(&choice("elevenlabs:x", "")),
        ChoiceError::UnknownProvider { providers, .. } if providers == EARS
    ));
    assert!(matches!(problem(&choice("openai:x", "")), ChoiceError::NoKey { .. }));
    assert!(matches!(problem(&choice("compatible:x", "")), ChoiceError::NoAddress { .. }));
    assert!(matches!(problem(&choice("openai:", "")), ChoiceError::NoModel { .. }));
    let unnamed =
        VoiceChoice { voice: String::new(), ..choice("", "compatible:x@http://127.0.0.1:9/v1") };
    assert_eq!(problem(&unnamed), ChoiceError::NoVoice);
    let only = VoiceChoice { ear_fallback: vec!["openai:x".into()], ..VoiceChoice::default() };
    assert_eq!(problem(&only), ChoiceError::OnlyFallback);
}
