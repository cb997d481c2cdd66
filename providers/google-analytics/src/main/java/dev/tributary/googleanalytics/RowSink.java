package dev.tributary.googleanalytics;

/** Takes the rows of an answer as they are read. */
interface RowSink {
  /**
   * @param texts dimension values in the order of the answer's headers; reused for the next row
   * @param numbers the stream's measures; reused for the next row
   */
  void row(String[] texts, long[] numbers);

  /**
   * A row that cannot be stored.
   *
   * @param texts as above
   * @param reason one sentence
   */
  void reject(String[] texts, String reason);
}
