//! Writes JSON text straight into bytes: no tree, no allocation per value.

use ironwood_db::Decimal;

/// A growing JSON text. The caller keeps it well-formed; commas between members are taken care of.
#[derive(Debug, Default, Clone)]
pub struct JsonWriter {
    out: Vec<u8>,
}

impl JsonWriter {
    /// An empty text.
    pub fn new() -> Self {
        JsonWriter { out: Vec::with_capacity(1024) }
    }

    /// The bytes so far.
    pub fn as_bytes(&self) -> &[u8] {
        &self.out
    }

    /// The bytes, handed over.
    pub fn into_bytes(self) -> Vec<u8> {
        self.out
    }

    /// How many bytes there are.
    pub fn len(&self) -> usize {
        self.out.len()
    }

    /// Whether nothing was written yet.
    pub fn is_empty(&self) -> bool {
        self.out.is_empty()
    }

    /// Takes what was written, leaving the writer empty with its capacity.
    pub fn take(&mut self) -> Vec<u8> {
        let capacity = self.out.capacity();
        std::mem::replace(&mut self.out, Vec::with_capacity(capacity))
    }

    /// Forgets everything behind `length`.
    pub fn truncate(&mut self, length: usize) {
        self.out.truncate(length);
    }

    /// Bytes that are JSON already.
    pub fn raw(&mut self, json: &[u8]) -> &mut Self {
        self.out.extend_from_slice(json);
        self
    }

    fn separate(&mut self) {
        if !matches!(self.out.last(), None | Some(b'{' | b'[' | b':' | b',')) {
            self.out.push(b',');
        }
    }

    /// `{`, after a comma where one is due.
    pub fn open_object(&mut self) -> &mut Self {
        self.separate();
        self.out.push(b'{');
        self
    }

    /// `}`.
    pub fn close_object(&mut self) -> &mut Self {
        self.out.push(b'}');
        self
    }

    /// `[`, after a comma where one is due.
    pub fn open_list(&mut self) -> &mut Self {
        self.separate();
        self.out.push(b'[');
        self
    }

    /// `]`.
    pub fn close_list(&mut self) -> &mut Self {
        self.out.push(b']');
        self
    }

    /// A member's key; its value comes next.
    pub fn key(&mut self, key: &str) -> &mut Self {
        self.separate();
        self.quote(key);
        self.out.push(b':');
        self
    }

    /// A member's key that is JSON already, with its colon; its value comes next.
    pub fn raw_key(&mut self, key: &[u8]) -> &mut Self {
        self.separate();
        self.out.extend_from_slice(key);
        self
    }

    /// A value that is JSON already, after a comma where one is due.
    pub fn json(&mut self, json: &[u8]) -> &mut Self {
        self.separate();
        self.out.extend_from_slice(json);
        self
    }

    /// `null`.
    pub fn null(&mut self) -> &mut Self {
        self.json(b"null")
    }

    /// `true` or `false`.
    pub fn bool(&mut self, value: bool) -> &mut Self {
        self.json(if value { b"true" } else { b"false" })
    }

    /// A whole number.
    pub fn int(&mut self, value: i64) -> &mut Self {
        self.separate();
        self.out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
        self
    }

    /// A floating point number in its shortest form; `null` for what JSON cannot say.
    pub fn real(&mut self, value: f64) -> &mut Self {
        self.separate();
        if value.is_finite() {
            self.out.extend_from_slice(zmij::Buffer::new().format_finite(value).as_bytes());
        } else {
            self.out.extend_from_slice(b"null");
        }
        self
    }

    /// A decimal as a JSON number without trailing zeros.
    pub fn decimal(&mut self, value: Decimal) -> &mut Self {
        self.separate();
        let text = value.normalize().to_string();
        self.out.extend_from_slice(text.as_bytes());
        self
    }

    /// A text value.
    pub fn text(&mut self, value: &str) -> &mut Self {
        self.separate();
        self.quote(value);
        self
    }

    fn quote(&mut self, value: &str) {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        self.out.push(b'"');
        let mut rest = value.as_bytes();
        loop {
            let (clean, dirty) = rest.split_at(clean_length(rest));
            self.out.extend_from_slice(clean);
            let Some((&byte, behind)) = dirty.split_first() else { break };
            match byte {
                b'\n' => self.out.extend_from_slice(b"\\n"),
                b'\r' => self.out.extend_from_slice(b"\\r"),
                b'\t' => self.out.extend_from_slice(b"\\t"),
                0..0x20 => {
                    let digits = [HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]];
                    self.out.extend_from_slice(b"\\u00");
                    self.out.extend_from_slice(&digits);
                }
                _ => self.out.extend_from_slice(&[b'\\', byte]),
            }
            rest = behind;
        }
        self.out.push(b'"');
    }

    /// A tree of values, for the few places that have one (metadata, errors).
    pub fn value(&mut self, value: &serde_json::Value) -> &mut Self {
        self.separate();
        self.out.extend_from_slice(value.to_string().as_bytes());
        self
    }
}

/// How many bytes from the start on need no escape. Whole blocks first: the compiler compares those at once.
fn clean_length(bytes: &[u8]) -> usize {
    const BLOCK: usize = 16;
    let is_dirty = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..0x20);
    let is_clean_block = |block: &&[u8]| !block.iter().fold(false, |dirty, byte| dirty | is_dirty(byte));
    let blocks = bytes.chunks_exact(BLOCK).take_while(is_clean_block).count() * BLOCK;
    blocks + bytes[blocks..].iter().take_while(|byte| !is_dirty(byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_quoted_as_json_demands() {
        let samples = [
            "plain",
            "quote \" slash \\",
            "line\nfeed\ttab\r",
            "bell \u{7} nul \0",
            "µ Ω 漢 🦀",
            "sixteen bytes are one block\n, \"more\" are several",
        ];
        for sample in samples {
            let mut writer = JsonWriter::new();
            writer.text(sample);
            let back: String = serde_json::from_slice(writer.as_bytes()).expect("valid JSON");
            assert_eq!(back, sample);
        }
    }

    #[test]
    fn members_are_separated_by_commas() {
        let mut writer = JsonWriter::new();
        writer.open_object().key("a").int(1).key("b").open_list().real(1.5).null().open_object().close_object();
        writer.close_list().key("c").bool(true).close_object();
        assert_eq!(String::from_utf8_lossy(writer.as_bytes()), r#"{"a":1,"b":[1.5,null,{}],"c":true}"#);
    }
}
