//! Makes the ears and mouths that the owner chose: providers over HTTP, Whisper in this process, and
//! programs.
//!
//! | written | who it is |
//! |---|---|
//! | `telegram` | Telegram's own speech recognition hears |
//! | `openai:MODEL` | OpenAI hears, or speaks |
//! | `elevenlabs:MODEL` | ElevenLabs speaks |
//! | `compatible:MODEL@ADDRESS` | a server that hears or speaks as OpenAI does |
//! | `whisper:FILE` | Whisper hears in this process, with the weights of that file |
//! | `program:PATH` | a program speaks: it reads a text and writes WAV |

mod administrators;
mod plain;
mod studio;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::{
    ChoiceError, Clock, Ear, KeyPlace, MadeVoice, ModelKey, ModelKeys, Mouth, NoSound, NoteMeasure,
    Recorded, VoiceChoice, VoiceMaker, VoiceStudio,
};
use voice::hear::{AnySound, EarChain, MessengerEar, OpenAiEar, WhisperEar};
use voice::note::Limits;
use voice::speak::{
    ElevenLabs, ElevenLabsMouth, OpenAiMouth, Program, ProgramMouth, SoundFormat, VoiceSettings,
};
use voice::whisper::Whisper;
use voice::{Address, ApiKey, Http, Patience, Site};

use crate::trouble::shortened;

pub(crate) use administrators::{Guard, LooksAfter};
use plain::Plain;

/// Who hears.
pub(crate) const EARS: &str = "telegram, openai, compatible, whisper";
/// Who speaks.
const MOUTHS: &str = "elevenlabs, openai, compatible, program";

/// The ear that is Telegram's own.
const TELEGRAM: &str = "telegram";

/// How long an answer is waited for: a long note takes its time.
const PATIENCE: Duration = Duration::from_secs(120);

/// Makes ears and mouths.
pub(crate) struct Voices {
    http: Http,
    clock: Arc<dyn Clock>,
    /// Where the files of models are that are named without a folder.
    models: PathBuf,
    /// Weights that were read, by their files: they are large, and the same for everybody.
    whispers: Mutex<BTreeMap<PathBuf, Arc<Whisper>>>,
    variable: fn(&str) -> Option<String>,
}

/// What stands before the colon, and what follows.
struct Spec<'a> {
    whole: &'a str,
    provider: &'a str,
    rest: &'a str,
}

/// A provider over HTTP, and what is asked of it.
struct Service {
    model: String,
    /// Its address, where that is another than the provider's own.
    address: Option<String>,
    place: String,
    home: &'static str,
    variable: &'static str,
    needs_key: bool,
}

impl Voices {
    /// Ears and mouths whose models' files are in a folder.
    pub(crate) fn new(clock: Arc<dyn Clock>, models: PathBuf) -> Result<Self, ChoiceError> {
        let http = Http::new().map_err(|error| ChoiceError::Unavailable(error.to_string()))?;
        let variable = |name: &str| std::env::var(name).ok();
        Ok(Self { http, clock, models, whispers: Mutex::default(), variable })
    }

    /// The key for a service: the owner's own before that of the environment, which goes to the provider's
    /// own address only.
    fn key(&self, service: &Service, keys: &ModelKeys) -> Result<Option<ApiKey>, ChoiceError> {
        let text = match keys.get(&service.place) {
            Some(ModelKey(text)) => Some(text.to_string()),
            None if service.address.is_none() => (self.variable)(service.variable),
            None => None,
        };
        let key = text.filter(|text| !text.trim().is_empty()).map(|text| ApiKey::new(text.trim()));
        match key.transpose().map_err(|_| ChoiceError::BadKey)? {
            None if service.needs_key && service.address.is_none() => Err(ChoiceError::NoKey {
                provider: service.place.clone(),
                variable: service.variable.to_owned(),
            }),
            key => Ok(key),
        }
    }

    fn site(&self, service: &Service, keys: &ModelKeys) -> Result<Site, ChoiceError> {
        let address = service.address.as_deref().unwrap_or(service.home);
        let address: Address =
            address.parse().map_err(|problem| ChoiceError::BadAddress { problem })?;
        Ok(Site {
            address,
            key: self.key(service, keys)?,
            http: self.http.clone(),
            clock: Arc::clone(&self.clock),
            patience: Patience { answer: PATIENCE, whole: PATIENCE * 2, ..Patience::default() },
        })
    }

    fn ear(
        &self,
        text: &str,
        keys: &ModelKeys,
        guard: Option<&Guard>,
    ) -> Result<Arc<dyn Ear>, ChoiceError> {
        if text.trim() == TELEGRAM {
            return Ok(Arc::new(MessengerEar::new(TELEGRAM, Arc::clone(&self.clock))));
        }
        let spec = spec(text, EARS)?;
        let ear: Arc<dyn Ear> = match spec.provider {
            "whisper" => {
                let whisper = self.whisper(spec.rest)?;
                let clock = Arc::clone(&self.clock);
                Arc::new(WhisperEar::new(spec.whole, whisper, Limits::default(), clock))
            }
            "openai" | "compatible" => {
                let service = service(&spec, OpenAiEar::ADDRESS, OpenAiEar::KEY_VARIABLE)?;
                let site = self.site(&service, keys)?;
                Arc::new(OpenAiEar::new(spec.whole, service.model, site))
            }
            _ => return Err(unknown(text, EARS)),
        };
        let ear: Arc<dyn Ear> = Arc::new(AnySound::new(ear, Limits::default()));
        Ok(match guard.filter(|_| is_run_here(spec.provider)) {
            Some(guard) => guard.ear(ear),
            None => ear,
        })
    }

    /// Weights of a file, read once.
    fn whisper(&self, file: &str) -> Result<Arc<Whisper>, ChoiceError> {
        let given = Path::new(file);
        let path = match given.is_absolute() {
            true => given.to_owned(),
            false => self.models.join(given),
        };
        let mut whispers = self.whispers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(whisper) = whispers.get(&path) {
            return Ok(Arc::clone(whisper));
        }
        let whisper = Whisper::load(&path).map_err(|error| {
            let path = path.display();
            ChoiceError::Unavailable(format!("{path}: {error}"))
        })?;
        let whisper = Arc::new(whisper);
        whispers.insert(path, Arc::clone(&whisper));
        Ok(whisper)
    }

    fn mouth(
        &self,
        choice: &VoiceChoice,
        keys: &ModelKeys,
        guard: Option<&Guard>,
    ) -> Result<Arc<dyn Mouth>, ChoiceError> {
        let spec = spec(&choice.mouth, MOUTHS)?;
        let mouth: Arc<dyn Mouth> = match spec.provider {
            "program" => {
                let program = Program::new(spec.rest, Vec::new());
                Arc::new(ProgramMouth::new(spec.whole, program, Arc::clone(&self.clock)))
            }
            "elevenlabs" => {
                let service = service(&spec, ElevenLabs::ADDRESS, ElevenLabs::KEY_VARIABLE)?;
                let service = Service { needs_key: true, ..service };
                let site = self.site(&service, keys)?;
                let provider = Arc::new(ElevenLabs::new(site));
                Arc::new(ElevenLabsMouth::new(
                    spec.whole,
                    provider,
                    named_voice(choice)?,
                    service.model,
                    VoiceSettings::default(),
                ))
            }
            "openai" | "compatible" => {
                let service = service(&spec, OpenAiMouth::ADDRESS, OpenAiMouth::KEY_VARIABLE)?;
                let site = self.site(&service, keys)?;
                let voice = named_voice(choice)?;
                let format = SoundFormat::default();
                Arc::new(OpenAiMouth::new(spec.whole, service.model, voice, format, site))
            }
            _ => return Err(unknown(&choice.mouth, MOUTHS)),
        };
        let mouth: Arc<dyn Mouth> = Arc::new(Plain(mouth));
        Ok(match guard.filter(|_| is_run_here(spec.provider)) {
            Some(guard) => guard.mouth(mouth),
            None => mouth,
        })
    }

    fn make_for(
        &self,
        choice: &VoiceChoice,
        keys: &ModelKeys,
        guard: Option<&Guard>,
    ) -> Result<MadeVoice, ChoiceError> {
        let mut made = MadeVoice::default();
        if !choice.ear.is_empty() {
            let first = self.ear(&choice.ear, keys, guard)?;
            let others = choice.ear_fallback.iter().map(|ear| self.ear(ear, keys, guard));
            let others = others.collect::<Result<Vec<_>, _>>()?;
            made.ear = Some(match others.is_empty() {
                true => first,
                false => Arc::new(EarChain::new(first, others, Arc::clone(&self.clock))),
            });
        } else if !choice.ear_fallback.is_empty() {
            return Err(ChoiceError::OnlyFallback);
        }
        if !choice.mouth.is_empty() {
            made.mouth = Some(self.mouth(choice, keys, guard)?);
        }
        Ok(made)
    }

    /// The place whose key a choice of an ear or a mouth uses, if it uses one.
    fn key_place(
        &self,
        text: &str,
        all: &str,
        home: &'static str,
        variable: &'static str,
    ) -> Result<Option<KeyPlace>, ChoiceError> {
        if all == EARS && text.trim() == TELEGRAM {
            return Ok(None);
        }
        let spec = spec(text, all)?;
        if is_run_here(spec.provider) {
            // What the server runs or reads is for its administrators to choose.
            return Ok(Some(KeyPlace {
                place: spec.whole.to_owned(),
                needed: false,
                variable: None,
                outside: false,
                is_public: false,
            }));
        }
        let service = service(&spec, home, variable)?;
        let is_at_home = service.address.is_none();
        Ok(Some(KeyPlace {
            needed: service.needs_key && is_at_home,
            variable: is_at_home.then_some(service.variable),
            outside: is_at_home && (self.variable)(service.variable).is_some(),
            is_public: is_at_home,
            place: service.place,
        }))
    }
}

impl VoiceMaker for Voices {
    fn make(&self, choice: &VoiceChoice, keys: &ModelKeys) -> Result<MadeVoice, ChoiceError> {
        self.make_for(choice, keys, None)
    }

    fn key_places(&self, choice: &VoiceChoice) -> Result<Vec<KeyPlace>, ChoiceError> {
        let mut places: Vec<KeyPlace> = Vec::new();
        let ears = std::iter::once(&choice.ear).chain(&choice.ear_fallback);
        for ear in ears.filter(|ear| !ear.is_empty()) {
            let place = self.key_place(ear, EARS, OpenAiEar::ADDRESS, OpenAiEar::KEY_VARIABLE)?;
            places.extend(place);
        }
        if !choice.mouth.is_empty() {
            let is_elevenlabs = choice.mouth.trim().starts_with("elevenlabs:");
            let (home, variable) = match is_elevenlabs {
                true => (ElevenLabs::ADDRESS, ElevenLabs::KEY_VARIABLE),
                false => (OpenAiMouth::ADDRESS, OpenAiMouth::KEY_VARIABLE),
            };
            places.extend(self.key_place(&choice.mouth, MOUTHS, home, variable)?);
        }
        let mut known = Vec::new();
        places.retain(|place| {
            let is_new = !known.contains(&place.place);
            known.push(place.place.clone());
            is_new
        });
        Ok(places)
    }

    fn studio_place(&self, choice: &VoiceChoice) -> KeyPlace {
        studio::place(self, choice)
    }

    fn mouth_at(&self, place: &str, model: Option<&str>) -> String {
        studio::mouth_at(place, model)
    }

    fn mouth_is_at(&self, mouth: &str, place: &str) -> bool {
        studio::of(self, mouth).is_some_and(|of| of.place == place)
    }

    fn studio(&self, place: &str, keys: &ModelKeys) -> Result<Arc<dyn VoiceStudio>, ChoiceError> {
        studio::made(self, place, keys)
    }

    fn measure(&self, note: &[u8]) -> Result<NoteMeasure, NoSound> {
        voice::measure(note, studio::RECORDED)
    }

    fn record(&self, recording: &[u8]) -> Result<Recorded, NoSound> {
        voice::record(recording, studio::RECORDED)
    }
}

/// Makes the ears and mouths of one owner, who may be an administrator, or not any more.
pub(crate) struct OwnersVoices {
    pub(crate) voices: Arc<Voices>,
    pub(crate) guard: Guard,
}

impl VoiceMaker for OwnersVoices {
    fn make(&self, choice: &VoiceChoice, keys: &ModelKeys) -> Result<MadeVoice, ChoiceError> {
        self.voices.make_for(choice, keys, Some(&self.guard))
    }

    fn key_places(&self, choice: &VoiceChoice) -> Result<Vec<KeyPlace>, ChoiceError> {
        self.voices.key_places(choice)
    }

    fn studio_place(&self, choice: &VoiceChoice) -> KeyPlace {
        self.voices.studio_place(choice)
    }

    fn mouth_at(&self, place: &str, model: Option<&str>) -> String {
        self.voices.mouth_at(place, model)
    }

    fn mouth_is_at(&self, mouth: &str, place: &str) -> bool {
        self.voices.mouth_is_at(mouth, place)
    }

    fn studio(&self, place: &str, keys: &ModelKeys) -> Result<Arc<dyn VoiceStudio>, ChoiceError> {
        self.voices.studio(place, keys)
    }

    fn measure(&self, note: &[u8]) -> Result<NoteMeasure, NoSound> {
        self.voices.measure(note)
    }

    fn record(&self, recording: &[u8]) -> Result<Recorded, NoSound> {
        self.voices.record(recording)
    }
}

/// Whether that is a program which the server runs, or a file which it reads.
fn is_run_here(provider: &str) -> bool {
    matches!(provider, "whisper" | "program")
}

fn spec<'a>(text: &'a str, all: &str) -> Result<Spec<'a>, ChoiceError> {
    let whole = text.trim();
    let (provider, rest) = whole.split_once(':').ok_or_else(|| unknown(text, all))?;
    if !all.split(", ").any(|known| known == provider) {
        return Err(unknown(text, all));
    }
    if rest.trim().is_empty() {
        return Err(ChoiceError::NoModel { provider: provider.to_owned() });
    }
    Ok(Spec { whole, provider, rest: rest.trim() })
}

fn service(
    spec: &Spec<'_>,
    home: &'static str,
    variable: &'static str,
) -> Result<Service, ChoiceError> {
    let provider = spec.provider;
    let (model, address) = match spec.rest.split_once('@') {
        Some((model, address)) => (model, Some(address.trim().to_owned())),
        None => (spec.rest, None),
    };
    if model.is_empty() || model.contains(char::is_whitespace) {
        return Err(ChoiceError::NoModel { provider: provider.to_owned() });
    }
    if provider == "compatible" && address.is_none() {
        return Err(ChoiceError::NoAddress {
            provider: provider.to_owned(),
            model: shortened(model),
        });
    }
    let place = match &address {
        Some(address) => format!("{provider}@{address}"),
        None => provider.to_owned(),
    };
    let needs_key = provider != "compatible";
    Ok(Service { model: model.to_owned(), address, place, home, variable, needs_key })
}

fn unknown(given: &str, all: &str) -> ChoiceError {
    ChoiceError::UnknownProvider { given: shortened(given), providers: all.to_owned() }
}

/// The voice of a choice, without which no provider speaks.
fn named_voice(choice: &VoiceChoice) -> Result<String, ChoiceError> {
    let voice = choice.voice.trim();
    match voice.is_empty() {
        true => Err(ChoiceError::NoVoice),
        false => Ok(voice.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemClock;

    pub(super) fn voices(variable: fn(&str) -> Option<String>) -> Voices {
        let made = Voices::new(Arc::new(SystemClock), PathBuf::from("models")).unwrap();
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
        assert_eq!(
            told,
            [("openai", true, true), ("compatible@http://127.0.0.1:9/v1", false, false)]
        );
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
        let places = voices(nothing).key_places(&choice("whisper:ggml-base.bin", "program:/bin/x"));
        assert!(places.unwrap().iter().all(|place| !place.is_public));
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
        let missing = problem(&choice("whisper:no-such-file", ""));
        assert!(matches!(missing, ChoiceError::Unavailable(_)), "{missing:?}");
        let unnamed = VoiceChoice {
            voice: String::new(),
            ..choice("", "compatible:x@http://127.0.0.1:9/v1")
        };
        assert_eq!(problem(&unnamed), ChoiceError::NoVoice);
        let only = VoiceChoice { ear_fallback: vec!["openai:x".into()], ..VoiceChoice::default() };
        assert_eq!(problem(&only), ChoiceError::OnlyFallback);
    }
}
