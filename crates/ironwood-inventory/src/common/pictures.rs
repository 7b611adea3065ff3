//! The smaller forms of pictures that parts and companies have (spec 20 §15, 31 §2.4).

use ironwood_rest::kind::Naming;
use ironwood_rest::read::Render;

/// Word in the name of the smallest form.
const THUMBNAIL: Naming = Naming::Variation("thumbnail");

/// The forms that are kept beside a picture, and the square that each fits into, in pixels.
pub const SMALLER: &[(Naming, u32)] = &[(THUMBNAIL, 128), (Naming::Variation("preview"), 256)];

/// Shown where there is no picture.
const NONE: &str = "/static/img/blank_image.thumbnail.png";

/// The address of the smallest form of a picture, or of what is shown in place of none.
pub fn thumbnail_url(path: Option<&str>, render: &Render<'_>) -> String {
    match path.filter(|path| !path.is_empty()) {
        None => NONE.into(),
        Some(path) => render.media(&THUMBNAIL.beside(path)),
    }
}

/// The extension of the name of a picture.
pub fn extension(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}
