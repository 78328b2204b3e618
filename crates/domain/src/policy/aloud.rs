//! Whether a reply is spoken.

use serde::{Deserialize, Serialize};

/// When a reply is a voice note, where there is a voice to speak with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aloud {
    /// Never: replies are written.
    #[default]
    Never,
    /// Where what it answers was spoken.
    Mirror,
    /// As often as the owner themselves speaks to this person.
    AsOwner,
    /// Always.
    Always,
}

impl Aloud {
    /// All there are.
    pub const ALL: [Self; 4] = [Self::Never, Self::Mirror, Self::AsOwner, Self::Always];

    /// Whether a reply is spoken: `asked_aloud` says whether what it answers was spoken, `share` is how
    /// many of the owner's messages to this person are voice notes, 0 to 1, and `chance` a number of the
    /// same span that is drawn for this reply.
    pub fn speaks(self, asked_aloud: bool, share: f64, chance: f64) -> bool {
        match self {
            Self::Never => false,
            Self::Mirror => asked_aloud,
            Self::AsOwner => chance < share,
            Self::Always => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_choice_speaks_where_it_says() {
        let cases = [(false, 0.0), (true, 0.0), (false, 1.0), (true, 1.0)];
        let speaks = |aloud: Aloud| cases.map(|(asked, share)| aloud.speaks(asked, share, 0.5));
        assert_eq!(speaks(Aloud::Never), [false; 4]);
        assert_eq!(speaks(Aloud::Mirror), [false, true, false, true]);
        assert_eq!(speaks(Aloud::AsOwner), [false, false, true, true]);
        assert_eq!(speaks(Aloud::Always), [true; 4]);
        assert!(!Aloud::AsOwner.speaks(true, 0.0, 0.0), "who never speaks is never spoken for");
    }
}
