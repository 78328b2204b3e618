//! A QR code as a picture inside the page.

use std::fmt::Write as _;

use maud::{Markup, html};
use qrcodegen::{QrCode, QrCodeEcc};

/// The light frame that readers need (ISO/IEC 18004), in modules.
const FRAME: i32 = 4;

/// The code of a text, with words for who does not see it; nothing if the text is too long for one.
pub(crate) fn code(text: &str, label: &str) -> Markup {
    html! {
        @if let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) {
            @let size = code.size() + 2 * FRAME;
            svg.qr viewBox={ "0 0 " (size) " " (size) } role="img" aria-label=(label)
                shape-rendering="crispEdges"
            {
                path fill="#fff" d={ "M0 0h" (size) "v" (size) "h-" (size) "z" } {}
                path fill="#000" d=(dark(&code)) {}
            }
        }
    }
}

/// The outline of the dark modules: a box for each run of a line.
fn dark(code: &QrCode) -> String {
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let run = (x..code.size()).take_while(|x| code.get_module(*x, y)).count();
            let run = i32::try_from(run).unwrap_or_default();
            if run > 0 {
                let (x, y) = (x + FRAME, y + FRAME);
                write!(path, "M{x} {y}h{run}v1h-{run}z").expect("a string takes what is written");
            }
            x += run.max(1);
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dark_module_is_drawn_once() {
        let code = QrCode::encode_text("otpauth://totp/x?secret=ABC", QrCodeEcc::Medium).unwrap();
        let all = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
        let dark_modules = all.filter(|(x, y)| code.get_module(*x, *y)).count();
        let path = dark(&code);
        let runs = path.split('h').skip(1).step_by(2);
        let drawn: usize =
            runs.map(|run| run.split('v').next().unwrap().parse::<usize>().unwrap()).sum();
        assert_eq!(drawn, dark_modules);
    }
}
