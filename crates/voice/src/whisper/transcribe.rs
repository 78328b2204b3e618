//! From samples to words.

use super::decoder::{Text, Writing};
use super::matrix::softmax;
use super::search::{Draft, Question};
use super::{RATE, Transcript, Whisper, circle, pieces};

/// From this chance on nobody speaks.
const SILENCE: f32 = 0.6;
/// Nothing shorter is a word.
const SHORTEST: usize = RATE / 10;
/// Samples for each frame of mels.
const HOP: usize = 160;
/// Frames of silence after the sound.
const MARGIN: usize = 768;

/// Hotter and hotter, as long as there is doubt.
const HEATS: [f32; 6] = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0];
/// The mean of the logarithms below which a text is doubted.
const UNLIKELY: f32 = -1.0;
/// The density above which a text is doubted: it goes in a circle.
const DENSE: f32 = 2.4;

/// What came of one piece.
struct Piece {
    text: String,
    language: String,
    silence: f32,
    /// The seconds until which it is heard, if that is not to its end.
    until: Option<f32>,
}

/// What is seen of samples, and what is asked about it.
struct View {
    writing: Writing,
    question: Vec<u32>,
    language: String,
    silence: f32,
}

impl View {
    fn piece(self, text: String, until: Option<f32>) -> Piece {
        Piece { text, language: self.language, silence: self.silence, until }
    }
}

impl Whisper {
    /// What is said in samples of 16 kHz. Without a language it is found in the first half minute.
    /// It takes the processor for a fifth to a third of the time that the sound lasts, the less the longer
    /// that is.
    pub fn hear(&self, samples: &[f32], language: Option<&str>) -> Transcript {
        let known = language.filter(|code| self.tokens.language(code).is_some());
        let mut language = known.map(str::to_owned);
        let mut silence = None;
        let mut words = Vec::new();
        for piece in pieces::cut(samples) {
            if piece.len() < SHORTEST {
                continue;
            }
            let heard = self.piece(piece, language.as_deref());
            silence.get_or_insert(heard.silence);
            if !heard.text.is_empty() {
                words.push(heard.text);
                language.get_or_insert(heard.language);
            }
        }
        Transcript {
            text: words.join(" "),
            language: language.unwrap_or_default(),
            silence: silence.unwrap_or(1.0),
        }
    }

    /// Hears a piece of half a minute at most, part by part: a part ends where it says that it does.
    fn piece(&self, samples: &[f32], language: Option<&str>) -> Piece {
        let mut heard = self.part(samples, language);
        let mut rest = samples;
        while let Some(seconds) = heard.until {
            let done = ((seconds * RATE as f32) as usize).min(rest.len());
            rest = &rest[done..];
            if done == 0 || rest.len() < 2 * SHORTEST {
                break;
            }
            let more = self.part(rest, Some(&heard.language));
            heard.until = more.until;
            if !more.text.is_empty() {
                heard.text = format!("{} {}", heard.text, more.text);
            }
        }
        heard
    }

    /// Hears what is said in samples, again and otherwise if there is doubt.
    fn part(&self, samples: &[f32], language: Option<&str>) -> Piece {
        let most = self.encoder.frames();
        let short = (samples.len() / HOP + MARGIN).next_multiple_of(128).min(most);
        let longest = (20 + 10 * (samples.len() / RATE)).min(self.decoder.longest() / 2);
        let mut view = self.look(samples, short, language);
        let mut drafts: Vec<Draft> = Vec::new();
        for (index, heat) in HEATS.into_iter().enumerate() {
            if index == 1 && short < most {
                view = self.look(samples, most, language);
            }
            if view.silence >= SILENCE {
                return view.piece(String::new(), None);
            }
            let question = Question { marks: &view.question, longest, heat };
            let draft = self.search(&mut view.writing, &question);
            let text = self.words(&draft.tokens);
            if !draft.circles && draft.chance >= UNLIKELY && circle::density(&text) <= DENSE {
                let (tokens, until) = self.tokens.until(&draft.tokens);
                let text = self.words(tokens);
                return view.piece(text, until);
            }
            drafts.push(draft);
        }
        let straight = |draft: &Draft| !draft.circles;
        let best = drafts
            .iter()
            .max_by(|a, b| straight(a).cmp(&straight(b)).then(a.chance.total_cmp(&b.chance)));
        let text =
            best.map_or_else(String::new, |best| self.words(&circle::without_circle(&best.tokens)));
        view.piece(text, None)
    }

    /// What is seen of samples in a window of so many frames.
    fn look(&self, samples: &[f32], frames: usize, language: Option<&str>) -> View {
        let tokens = &self.tokens;
        let mels = self.mel.run(samples, frames);
        let heard = self.encoder.run(&mels, self.mel.bands());
        let mut writing = self.decoder.begin(&heard);
        // The first mark alone asks which language it is, and whether anybody speaks.
        let mut aside = [Text::default()];
        let mut chances = self.decoder.write(&mut writing, &mut aside, &[tokens.start()]);
        let code = match language {
            Some(code) => code,
            None if tokens.is_multilingual() => tokens.likeliest_language(&chances),
            None => "en",
        };
        softmax(&mut chances);
        let silence =
            usize::try_from(tokens.silence()).ok().and_then(|at| chances.get(at).copied());
        let question = match tokens.language(code).filter(|_| tokens.is_multilingual()) {
            Some(language) => vec![tokens.start(), language, tokens.transcribe()],
            None => vec![tokens.start()],
        };
        View { writing, question, language: code.to_owned(), silence: silence.unwrap_or(0.0) }
    }

    /// The text on one line.
    fn words(&self, tokens: &[u32]) -> String {
        let text = self.tokens.text(tokens);
        let words: Vec<&str> = text.split_whitespace().collect();
        words.join(" ")
    }
}
