//! Initials on a colour, as Telegram shows people without a photo.

use domain::PeerId;
use maud::{Markup, html};

/// The avatar of a peer: always the same colour for the same peer.
pub(crate) fn avatar(id: PeerId, name: &str) -> Markup {
    let colour = match id.0.rem_euclid(7) {
        0 => "c0",
        1 => "c1",
        2 => "c2",
        3 => "c3",
        4 => "c4",
        5 => "c5",
        _ => "c6",
    };
    html! { span.avatar.(colour) aria-hidden="true" { (initials(name)) } }
}

/// The first letters of the first two words that have one; of a name without letters its first sign.
fn initials(name: &str) -> String {
    let letters =
        name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let letters: String = letters.take(2).flat_map(char::to_uppercase).collect();
    if letters.is_empty() { name.trim().chars().take(1).collect() } else { letters }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_skip_what_is_no_letter() {
        assert_eq!(initials("Анна 🌸 Кузнецова"), "АК");
        assert_eq!(initials("мама"), "М");
        assert_eq!(initials("<script> alert"), "SA");
        assert_eq!(initials("<b>кот</b>"), "B");
        assert_eq!(initials("🌸"), "🌸");
        assert_eq!(initials(""), "");
    }
}
