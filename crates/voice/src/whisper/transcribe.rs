//! From samples to words.

use super::matrix::softmax;
use super::{RATE, Transcript, Whisper, pieces};

/// From this chance on nobody speaks.
const SILENCE: f32 = 0.6;
/// Nothing shorter is a word.
const SHORTEST: usize = RATE / 10;
/// Samples for each frame of mels.
const HOP: usize = 160;

/// What came of one piece.
struct Piece {
    text: String,
    language: String,
    silence: f32,
}

/// What was written, and how it ended.
struct Draft {
    tokens: Vec<u32>,
    circles: bool,
}

impl Whisper {
    /// What is said in samples of 16 kHz. Without a language it is found in the first half minute.
    /// It takes the processor for about a tenth of the time that the sound lasts.
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

    fn piece(&self, samples: &[f32], language: Option<&str>) -> Piece {
        let most = self.encoder.frames();
        let frames = ((samples.len() / HOP + 128).next_multiple_of(128)).clamp(256.min(most), most);
        let seconds = samples.len() / RATE;
        let (draft, piece) = self.window(samples, frames, seconds, language);
        let Some(draft) = draft else { return piece };
        if !draft.circles {
            return piece;
        }
        match self.window(samples, most, seconds, language) {
            (Some(again), piece) if !again.circles => piece,
            (Some(again), piece) => {
                let text = self.words(&without_circle(&again.tokens));
                Piece { text, ..piece }
            }
            (None, piece) => piece,
        }
    }

    /// Hears samples in a window of so many frames. There is no draft if nobody speaks.
    fn window(
        &self,
        samples: &[f32],
        frames: usize,
        seconds: usize,
        language: Option<&str>,
    ) -> (Option<Draft>, Piece) {
        let tokens = &self.tokens;
        let mels = self.mel.run(samples, frames);
        let heard = self.encoder.run(&mels, self.mel.bands());
        let mut writing = self.decoder.begin(&heard);

        let mut chances = self.decoder.write(&mut writing, &[tokens.start()]);
        let code = match language {
            Some(code) => code,
            None if tokens.is_multilingual() => tokens.likeliest_language(&chances),
            None => "en",
        };
        softmax(&mut chances);
        let silence =
            usize::try_from(tokens.silence()).ok().and_then(|at| chances.get(at).copied());
        let silence = silence.unwrap_or(0.0);
        let piece = |text| Piece { text, language: code.to_owned(), silence };
        if silence >= SILENCE {
            return (None, piece(String::new()));
        }
        let question = match tokens.language(code).filter(|_| tokens.is_multilingual()) {
            Some(language) => vec![language, tokens.transcribe(), tokens.without_times()],
            None => vec![tokens.without_times()],
        };
        let longest = (20 + 10 * seconds).min(self.decoder.longest() / 2);
        let mut chances = self.decoder.write(&mut writing, &question);
        let mut draft = Draft { tokens: Vec::new(), circles: false };
        loop {
            tokens.forbid(&mut chances, draft.tokens.is_empty());
            let next = likeliest(&chances);
            if next == tokens.end() {
                break;
            }
            draft.tokens.push(next);
            if draft.tokens.len() >= longest || circle(&draft.tokens).is_some() {
                draft.circles = true;
                break;
            }
            chances = self.decoder.write(&mut writing, &[next]);
        }
        let text = self.words(&draft.tokens);
        (Some(draft), piece(text))
    }

    /// The text on one line.
    fn words(&self, tokens: &[u32]) -> String {
        let text = self.tokens.text(tokens);
        let words: Vec<&str> = text.split_whitespace().collect();
        words.join(" ")
    }
}

fn likeliest(chances: &[f32]) -> u32 {
    let best = chances.iter().zip(0..).max_by(|a, b| a.0.total_cmp(b.0));
    best.map_or(0, |(_, token)| token)
}

/// How long the circle is in which the last tokens go: they are the same four times.
fn circle(tokens: &[u32]) -> Option<usize> {
    (1..=tokens.len() / 4).find(|length| {
        let tail = &tokens[tokens.len() - 4 * length..];
        // One sign may well stand four times, as in laughter.
        4 * length >= 8 && tail.chunks_exact(*length).all(|part| part == &tail[..*length])
    })
}

/// The tokens with what goes in a circle said once.
fn without_circle(tokens: &[u32]) -> Vec<u32> {
    let mut tokens = tokens.to_vec();
    if let Some(length) = circle(&tokens) {
        while tokens.len() >= 2 * length
            && tokens[tokens.len() - length..] == tokens[tokens.len() - 2 * length..][..length]
        {
            tokens.truncate(tokens.len() - length);
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_is_seen_once_it_is_one() {
        assert_eq!(circle(&[1, 2, 3, 4, 5, 6, 7, 8]), None);
        assert_eq!(circle(&[9, 1, 2, 1, 2, 1, 2]), None);
        assert_eq!(circle(&[9, 1, 2, 1, 2, 1, 2, 1, 2]), Some(2));
        assert_eq!(circle(&[5, 5, 5, 5]), None);
        assert_eq!(without_circle(&[9, 1, 2, 1, 2, 1, 2, 1, 2]), [9, 1, 2]);
        assert_eq!(without_circle(&[1, 2, 3]), [1, 2, 3]);
    }
}
