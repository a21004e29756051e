// Why something is slow, in sentences.
import { el } from './dom.js';
import { duration } from './format.js';

const GUIDE = 'https://github.com/vertx-nghttp2/vertx-nghttp2/blob/main/src/main/asciidoc/diagnoses.adoc#';
const WORDS = { ERROR: 'Error', WARNING: 'Slow', NOTE: 'Note' };

/** The findings of a connection. A screen reader tells them when there are others, not when a number has changed. */
export class Findings {
  /** @param showStream called with the stream of a finding, and its time */
  constructor(showStream) {
    this.showStream = showStream;
    this.list = el('ul', { class: 'findings' });
    this.told = el('p', { class: 'unseen', 'aria-live': 'polite' });
    this.element = el('section', { 'aria-labelledby': 'why' }, el('h3', { id: 'why' }, 'Why slow?'), this.list,
      this.told);
    this.shown = '';
  }

  update(findings) {
    const version = JSON.stringify(findings.map(each => [each.code, each.stream_id, each.text]));
    if (version === this.shown) return;
    this.shown = version;
    const causes = findings.map(each => `${each.code} ${each.stream_id}`).join();
    if (causes !== this.causes) {
      this.causes = causes;
      this.told.textContent = findings.map(each => each.text).join(' ');
    }
    const focused = this.list.contains(document.activeElement) ? document.activeElement.textContent : undefined;
    this.list.replaceChildren(...findings.length ? findings.map(each => this.item(each))
      : [el('li', { class: 'none' }, 'Nothing slow was found in what was recorded.')]);
    if (focused) [...this.list.querySelectorAll('a, button')].find(each => each.textContent === focused)?.focus();
  }

  item(finding) {
    return el('li', { class: `finding ${finding.severity}`, 'data-code': finding.code },
      el('strong', {}, WORDS[finding.severity] ?? finding.severity), ' ', el('span', { class: 'text' }, finding.text),
      ' ',
      finding.setting && el('span', { class: 'setting' }, 'Setting: ', el('code', {}, finding.setting)), ' ',
      finding.stream_id > 0 && el('button', { type: 'button', class: 'link', onclick: () => this.showStream(
        finding.stream_id) }, `Stream ${finding.stream_id}`), ' ',
      finding.explained > 0 && el('span', { class: 'help' }, `${duration(finding.explained)} of waiting`), ' ',
      el('a', { href: GUIDE + encodeURIComponent(finding.anchor), target: '_blank', rel: 'noopener noreferrer' },
        'In the guide'));
  }
}

