/** A page like that of the book, with one of each thing that a file of its own has to bring along or to leave behind. */
export const bookPage = `<!doctype html><html><head><title>Book</title><meta name="description" content="About">
<meta property="og:title" content="Book"><meta name="twitter:card" content="summary"><link rel="icon" href="/x.png"><script>go()</script></head>
<body><a class="skip" href="#content">Skip</a><header class="site-header">Site</header><main><div class="page book">
<header><h1>Answers &amp; proofs</h1><p>For those who <a href="/search/">search</a>.</p></header>
<section class="chapter">
<header class="book-chapter"><h2 id="routing">Routing <small>two</small></h2><p><a href="/routing/mounts/">Mounts</a></p></header>
<article class="answer" id="q1"><header class="answer-head"><h3>1. <a href="/routing/paths/">Paths
 and more</a></h3></header>
<h4 class="part" id="q1-how"><a href="#q1-how">How</a></h4>
<p tabindex="0" role="group" aria-label="Text">See <a href="/q/2/">two</a>, <a href="/routing/mounts/#q2-how">its part</a>, <a href="/topics/#cors">CORS</a>,
<a href="/topics/">all</a>, <a href="/routing/">the chapter</a>, <a href="/q/2/#gone">what is gone</a> and <a href="https://example.org/">others</a><a class="proof" href="#q1-checked" aria-label="Proof">?</a><a class="source" data-n="3" href="#q1-checked"></a>.</p>
<details class="pitfall" open><summary id="fold"><b>Wrong</b></summary><p>Why.</p></details>
<figure class="program"><figcaption>app.py <a href="/x"><b>app</b><span>open</span></a></figcaption><div class="code"><pre><code>a = 1
<mark>b = 2</mark><i>
</i></code></pre></div><details class="whole"><summary>Whole</summary><pre><code>a = 1</code></pre></details></figure>
<p><span class="unseen">Sent</span><button class="screen-only">Copy</button><svg aria-hidden="true"></svg></p>
<!-- a comment --><p id="q1-checked">Checked.</p></article>
<article class="answer" id="q2"><header class="answer-head"><h3><a href="/routing/mounts/">2. Mounts</a></h3></header>
<h4 class="part" id="q2-how">How</h4><figure class="diagram"><svg width="100%" height="60"><style>.x{}</style><rect class="act" x="50%" y="2" width="10%" height="8"/><svg x="25%" y="4"><text class="start" x="1" y="9">A &lt; B</text></svg></svg></figure><img src="/a.png" alt='"quoted"'></article>
</section>
<section class="book-index"><h2 id="book-index">Index</h2><p id="term-cors">CORS <a href="/routing/paths/">1</a></p></section>
</div></main><footer class="site-footer">Foot</footer></body></html>`;
