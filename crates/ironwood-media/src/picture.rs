//! Pictures: whether a file is one, found out within bounds of memory, and smaller forms of it.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::error::ImageError;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

/// Longest side, in pixels, and most memory that a picture may need. A file of a few kilobytes can claim to be any size.
const LONGEST_SIDE: u32 = 16_384;
const MOST_MEMORY: u64 = 256 << 20;
/// Quality of smaller JPEG pictures, of 100.
const QUALITY: u8 = 85;

/// Extensions of the pictures that can be read, in small letters.
pub const EXTENSIONS: [&str; 5] = ["png", "jpg", "jpeg", "gif", "webp"];

/// Why a file is no picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// It is something else, or broken.
    #[error("it is no PNG, JPEG, GIF or WebP picture, or a broken one")]
    Unreadable,
    /// It would need too much memory.
    #[error("it is larger than {LONGEST_SIDE} pixels along a side, or than {} megabytes when unpacked", MOST_MEMORY >> 20)]
    TooLarge,
}

impl From<ImageError> for PictureError {
    fn from(error: ImageError) -> Self {
        match error {
            ImageError::Limits(_) => PictureError::TooLarge,
            _ => PictureError::Unreadable,
        }
    }
}

/// A picture that has been read. Of an animation it is the first frame.
pub struct Picture {
    image: DynamicImage,
}

impl Picture {
    /// Reads a picture. The size that it claims is judged before anything is unpacked.
    ///
    /// # Errors
    /// When it is none, or too large.
    pub fn read(content: &[u8]) -> Result<Self, PictureError> {
        let mut reader =
            ImageReader::new(Cursor::new(content)).with_guessed_format().map_err(|_| PictureError::Unreadable)?;
        let mut limits = Limits::default();
        limits.max_image_width = Some(LONGEST_SIDE);
        limits.max_image_height = Some(LONGEST_SIDE);
        limits.max_alloc = Some(MOST_MEMORY);
        reader.limits(limits.clone());
        let mut decoder = reader.into_decoder()?;
        let (width, height) = decoder.dimensions();
        limits.check_dimensions(width, height)?;
        limits.reserve(decoder.total_bytes())?;
        decoder.set_limits(limits)?;
        // Cameras turn the note about the picture instead of the picture.
        let orientation = decoder.orientation()?;
        let mut image = DynamicImage::from_decoder(decoder)?;
        image.apply_orientation(orientation);
        Ok(Picture { image })
    }

    /// Width and height in pixels, as it is seen.
    pub fn size(&self) -> (u32, u32) {
        (self.image.width(), self.image.height())
    }

    /// A form of it that fits into a square of `side` pixels, in the format that goes with `extension`, or PNG. One that fits
    /// already keeps its size.
    ///
    /// # Errors
    /// When it cannot be written in that format.
    pub fn fitting(&self, side: u32, extension: &str) -> Result<Vec<u8>, PictureError> {
        let fits = self.image.width() <= side && self.image.height() <= side;
        let image = if fits { self.image.clone() } else { self.image.resize(side, side, FilterType::CatmullRom) };
        let mut out = Cursor::new(Vec::new());
        match ImageFormat::from_extension(extension) {
            // It knows no transparency.
            Some(ImageFormat::Jpeg) => {
                image.to_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut out, QUALITY))?;
            }
            Some(format @ (ImageFormat::Gif | ImageFormat::WebP)) => image.to_rgba8().write_to(&mut out, format)?,
            _ => image.write_to(&mut out, ImageFormat::Png)?,
        }
        Ok(out.into_inner())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        DynamicImage::new_rgb8(width, height).write_to(&mut out, format).expect("a picture");
        out.into_inner()
    }

    /// A PNG whose header claims another size.
    fn claiming(width: u32, height: u32) -> Vec<u8> {
        let mut png = picture(1, 1, ImageFormat::Png);
        png[16..20].copy_from_slice(&width.to_be_bytes());
        png[20..24].copy_from_slice(&height.to_be_bytes());
        let mut sum = 0xffff_ffff_u32;
        for byte in &png[12..29] {
            sum ^= u32::from(*byte);
            for _ in 0..8 {
                sum = if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 };
            }
        }
        png[29..33].copy_from_slice(&(!sum).to_be_bytes());
        png
    }

    #[test]
    fn smaller_pictures_keep_their_shape_and_never_grow() {
        for (extension, format) in [
            ("png", ImageFormat::Png),
            ("jpg", ImageFormat::Jpeg),
            ("JPEG", ImageFormat::Jpeg),
            ("gif", ImageFormat::Gif),
            ("webp", ImageFormat::WebP),
        ] {
            let large = Picture::read(&picture(400, 200, format)).expect("a picture");
            let small = large.fitting(128, extension).expect("a smaller one");
            assert_eq!(image::guess_format(&small).expect("a format"), format, "{extension}");
            assert_eq!(Picture::read(&small).expect("a picture").size(), (128, 64), "{extension}");
            let same = Picture::read(&picture(20, 10, format)).expect("a picture").fitting(128, extension);
            assert_eq!(Picture::read(&same.expect("a picture")).expect("a picture").size(), (20, 10), "{extension}");
        }
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        let png = picture(50, 50, ImageFormat::Png);
        for content in
            [&b""[..], b"text", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\x89PNG\r\n\x1a\n", &png[..60]]
        {
            assert_eq!(Picture::read(content).err(), Some(PictureError::Unreadable));
        }
    }

    #[test]
    fn a_picture_that_would_fill_the_memory_is_not_unpacked() {
        // 16,384 pixels along a side are fine by themselves; a square of them needs 768 megabytes.
        for (width, height) in [(2_000_000, 1), (1, 17_000), (16_384, 16_384), (u32::MAX >> 1, u32::MAX >> 1)] {
            assert_eq!(Picture::read(&claiming(width, height)).err(), Some(PictureError::TooLarge), "{width}x{height}");
        }
    }
}
