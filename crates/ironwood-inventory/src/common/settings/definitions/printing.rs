//! Barcodes, labels and reports.

use super::*;

settings! { Global:
    BARCODE_ENABLE: bool = true, "Barcodes", "The web interface offers to scan barcodes.";
    BARCODE_STORE_RESULTS: bool = false, "Remember scans", "Every scan is kept with its result and who made it.";
    BARCODE_RESULTS_MAX_NUM: i64 = 100, "Remembered scans", "How many scans are kept; older ones are dropped.", at_least(1);
    BARCODE_INPUT_DELAY: i64 = 50, "Scanner pause", "How long a scanner must be silent before its input counts as complete.", units("ms"), at_least(1);
    BARCODE_WEBCAM_SUPPORT: bool = true, "Scan by camera", "The browser may use a camera to read barcodes.";
    BARCODE_SHOW_TEXT: bool = false, "Barcode content", "What a barcode encodes is written next to its picture.";
    BARCODE_GENERATION_PLUGIN: String = "inventreebarcode", "Barcode writer", "The plugin that makes up the barcodes of this server's own items.", of(ChoiceSource::Plugins(PluginRole::Barcode));
    LABEL_ENABLE: bool = true, "Labels", "The web interface offers to print labels.";
    LABEL_DPI: i64 = 300, "Label resolution", "Dots per inch of the label pictures that are handed to printing plugins.", at_least(100);
    REPORT_ENABLE: bool = false, "Reports", "The web interface offers to print reports.";
    REPORT_DEBUG_MODE: bool = false, "Unprinted reports", "Reports come out as HTML instead of PDF, to find mistakes in a template.";
    REPORT_FETCH_URLS: bool = false, "Remote content in reports", "Report templates may load pictures and styles from other servers.";
    REPORT_LOG_ERRORS: bool = false, "Log failed reports", "A report that cannot be printed leaves an error report behind.";
    REPORT_DEFAULT_PAGE_SIZE: String = "A4", "Paper", "Page size of new report templates.", of(PAGE_SIZES);
}
