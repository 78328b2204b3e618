//! What of a profile is notably otherwise than usual.

use serde::Serialize;

use super::Profile;

/// Shares this far apart, and this many times, differ notably.
const APART: f64 = 0.1;
const TIMES: f64 = 1.5;
/// With fewer texts nothing is said of how a profile differs.
pub const ENOUGH_TO_DIFFER: u32 = 20;

/// A habit that is a share of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Habitual {
    /// Texts with emoji.
    Emoji,
    /// Texts that end with a smile: ")".
    Brackets,
    /// Texts that end with a full stop.
    FullStops,
    /// Texts that begin with a capital.
    Capitals,
    /// Texts with laughter.
    Laughter,
    /// Voice notes.
    Voice,
    /// Stickers.
    Stickers,
}

/// Something that is otherwise than usual.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Difference {
    /// A habit.
    Habit {
        /// Which.
        habit: Habitual,
        /// Its share here.
        here: f64,
        /// Its share usually.
        usual: f64,
    },
    /// How long texts are: the median of their characters.
    Length {
        /// Here.
        here: f64,
        /// Usually.
        usual: f64,
    },
    /// How long answers take: the median in seconds.
    Answers {
        /// Here.
        here: f64,
        /// Usually.
        usual: f64,
    },
}

impl Profile {
    /// What is notably otherwise than in another profile, the usual one; nothing of what hardly anything was
    /// written for.
    pub fn differences(&self, usual: &Self) -> Vec<Difference> {
        if self.texts < ENOUGH_TO_DIFFER {
            return Vec::new();
        }
        let shares = [
            (Habitual::Emoji, self.emoji, usual.emoji),
            (Habitual::Brackets, self.endings.bracket, usual.endings.bracket),
            (Habitual::FullStops, self.endings.full_stop, usual.endings.full_stop),
            (Habitual::Capitals, self.capitals, usual.capitals),
            (Habitual::Laughter, self.laughter, usual.laughter),
            (Habitual::Voice, self.voice, usual.voice),
            (Habitual::Stickers, self.stickers, usual.stickers),
        ];
        let mut found: Vec<Difference> = shares
            .into_iter()
            .filter(|(_, here, usual)| (here - usual).abs() >= APART && notably(*here, *usual))
            .map(|(habit, here, usual)| Difference::Habit { habit, here, usual })
            .collect();
        let [here, usual_length] = [self.chars[1], usual.chars[1]];
        if notably(here, usual_length) {
            found.push(Difference::Length { here, usual: usual_length });
        }
        if let (Some(here), Some(usual)) = (self.answers.any, usual.answers.any)
            && notably(here + 1.0, usual + 1.0)
        {
            found.push(Difference::Answers { here, usual });
        }
        found
    }
}

/// Whether two figures are so many times apart.
fn notably(a: f64, b: f64) -> bool {
    a.max(b) >= TIMES * a.min(b)
}
